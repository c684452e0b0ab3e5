export type DType =
  | "bool"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float16"
  | "float32"
  | "float64"
  | "complex64"
  | "complex128";

export type DTypeKind = "bool" | "int" | "uint" | "float" | "complex";

interface DTypeInfo {
  readonly kind: DTypeKind;
  readonly bytes: number;
}

const table: Readonly<Record<DType, DTypeInfo>> = {
  bool: { kind: "bool", bytes: 1 },
  int8: { kind: "int", bytes: 1 },
  int16: { kind: "int", bytes: 2 },
  int32: { kind: "int", bytes: 4 },
  int64: { kind: "int", bytes: 8 },
  uint8: { kind: "uint", bytes: 1 },
  uint16: { kind: "uint", bytes: 2 },
  uint32: { kind: "uint", bytes: 4 },
  uint64: { kind: "uint", bytes: 8 },
  float16: { kind: "float", bytes: 2 },
  float32: { kind: "float", bytes: 4 },
  float64: { kind: "float", bytes: 8 },
  complex64: { kind: "complex", bytes: 8 },
  complex128: { kind: "complex", bytes: 16 },
};

export const dtypes = Object.keys(table) as readonly DType[];

export function isDType(name: string): name is DType {
  return Object.hasOwn(table, name);
}

export function kindOf(dtype: DType): DTypeKind {
  return table[dtype].kind;
}

/** Size of one element in bytes. */
export function bytesOf(dtype: DType): number {
  return table[dtype].bytes;
}

export function isInteger(dtype: DType): boolean {
  return table[dtype].kind === "int" || table[dtype].kind === "uint";
}

export function isComplex(dtype: DType): boolean {
  return table[dtype].kind === "complex";
}

/** The type of a complex number's parts; any other type is its own part. */
export function partOf(dtype: DType): DType {
  return dtype === "complex64" ? "float32" : dtype === "complex128" ? "float64" : dtype;
}
