// What a mark says when the pointer rests on it; the largest of the features, so it comes by itself.
import "monaco-editor/features/hover/register.js";

export const next = () => import("../full-editor");
