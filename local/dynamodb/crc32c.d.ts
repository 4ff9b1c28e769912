/** The package ships CRC-32C without types. */
declare module 'crc-32/crc32c' {
  /** The signed CRC-32C of the bytes, continued from `seed`. */
  export function buf(bytes: Uint8Array, seed?: number): number;
  /** The checksum's step for each value of a byte. */
  export const table: Int32Array;
}
