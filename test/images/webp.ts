/** A valid lossless WebP of 16,383 × 16,383 white pixels, as libwebp writes it: 38 bytes that decode to 1 GB. */
export function losslessBomb(): Buffer {
  return Buffer.from('524946461e000000574542505650384c110000002ffebfff0f07d0fffef7bfff8188e87f0000', 'hex');
}
