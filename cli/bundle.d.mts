export function bundleFolder(): string;
export function isStale(): boolean;
export function bundle(): Promise<void>;
export function use(folder: string): void;
