"use client";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
// Sizes by hand, with the memory that a run of them takes.
import { useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { memoryOf, printBytes, refuseMemory } from "./memory";
import "./documents.css";

export type Sizes = Readonly<Record<string, number>>;

export interface SizesDialogProps {
  readonly sdfg: Sdfg;
  readonly names: readonly string[];
  readonly sizes: Sizes;
  readonly presets: Readonly<Record<string, Sizes>>;
  readonly onPreset: (preset: string) => void;
  readonly onSizes: (sizes: Sizes) => void;
  readonly onClose: () => void;
}

export function SizesDialog({ sdfg, names, sizes, presets, onPreset, onSizes, onClose }: SizesDialogProps) {
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(
    Object.fromEntries(names.map((name) => [name, String(sizes[name] ?? "")])),
  );
  const numbers = Object.fromEntries(names.map((name) => [name, Number(texts[name])]));
  const odd = names.filter(
    (name) => texts[name]?.trim() === "" || !Number.isSafeInteger(numbers[name]) || (numbers[name] ?? -1) < 0,
  );
  const memory = odd.length === 0 ? memoryOf(sdfg, numbers) : undefined;
  const refusal = odd.length === 0 ? refuseMemory(sdfg, numbers, presets) : undefined;
  return (
    <Dialog title="Sizes" className="sizes-dialog" onClose={onClose}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (odd.length > 0) return;
          onSizes(numbers);
          onClose();
        }}
      >
        <div className="dialog-head">
          <h2>Sizes</h2>
          <span className="spacer" />
          {Object.keys(presets).map((preset) => (
            <button
              type="button"
              key={preset}
              onClick={() => {
                onPreset(preset);
                onClose();
              }}
            >
              {preset}
            </button>
          ))}
        </div>
        <div className="dialog-scroll">
          <div className="size-fields">
            {names.map((name) => (
              <label key={name}>
                <span>{name}</span>
                <input
                  inputMode="numeric"
                  value={texts[name]}
                  aria-invalid={odd.includes(name)}
                  onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
                />
              </label>
            ))}
          </div>
          <p role="status" className={refusal || odd.length > 0 ? "wrong" : "soft"}>
            {odd.length > 0
              ? `${odd.join(", ")}: a size is a whole number, 0 or more.`
              : (refusal ??
                (memory
                  ? `One copy of the arguments takes ${printBytes(memory.argumentBytes)}, temporaries at most ${printBytes(memory.temporaryBytes)}; a checked run ${printBytes(memory.totalBytes)} in all.`
                  : "The memory depends on the data."))}
          </p>
          <button type="submit" className="primary" disabled={odd.length > 0}>
            Use these sizes
          </button>
        </div>
      </form>
    </Dialog>
  );
}
