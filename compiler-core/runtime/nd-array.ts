// Arrays as they cross every border: C-contiguous typed data with a NumPy dtype. A number is an array of no dimensions.
import { bytesOf, type DType, isInteger, kindOf } from "../sdfg/index.ts";

export type TypedData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

export interface NdArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Row-major; a complex element is two numbers, real part first. */
  readonly data: TypedData;
}

const constructors = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array,
  float16: Uint16Array,
} as const;

export function viewOf(dtype: DType, buffer: ArrayBufferLike, byteOffset: number, elements: number): TypedData {
  const length = kindOf(dtype) === "complex" ? elements * 2 : elements;
  return new constructors[dtype](buffer as ArrayBuffer, byteOffset, length);
}

export function allocate(dtype: DType, shape: readonly number[]): NdArray {
  const elements = countOf(shape);
  return { dtype, shape, data: viewOf(dtype, new ArrayBuffer(elements * bytesOf(dtype)), 0, elements) };
}

export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export function copyOf(array: NdArray): NdArray {
  return { ...array, data: array.data.slice() as TypedData };
}

export function scalarArray(dtype: DType, value: number | bigint, imag = 0): NdArray {
  const array = allocate(dtype, []);
  setNumber(array.data, 0, value);
  if (kindOf(dtype) === "complex") setNumber(array.data, 1, imag);
  return array;
}

export function setNumber(data: TypedData, at: number, value: number | bigint): void {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[at] = BigInt(value);
  else data[at] = Number(value);
}

/** An argument out of a file's bytes. Integers without dimensions are Python's ints, of 64 bits. */
export function argumentOf(file: {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}): NdArray {
  const { dtype, shape, bytes } = file;
  const aligned = bytes.byteOffset % 16 === 0 ? bytes : bytes.slice();
  const array: NdArray = { dtype, shape, data: viewOf(dtype, aligned.buffer, aligned.byteOffset, countOf(shape)) };
  const [number] = array.data;
  return shape.length === 0 && isInteger(dtype) && number !== undefined ? scalarArray("int64", number) : array;
}

/** The bytes of an array, without a copy. */
export function bytesOfArray(array: NdArray): Uint8Array {
  return new Uint8Array(array.data.buffer as ArrayBuffer, array.data.byteOffset, array.data.byteLength);
}
