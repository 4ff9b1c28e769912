/** Long enough for every sequencer that S3 has been seen to send, several times over. */
const width = 64;

/**
 * S3's sequencer in the one form in which texts compare as S3 defines it: hexadecimal, the shorter one padded with
 * zeros on its right. The greater one belongs to the later write of the same key.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * @throws RangeError when it is not hexadecimal or too long
 */
export function normalizeSequencer(sequencer: string): string {
  if (!/^[0-9a-f]+$/i.test(sequencer) || sequencer.length > width) {
    throw new RangeError(`An S3 sequencer has 1 to ${width} hexadecimal digits; this one is ${JSON.stringify(sequencer)}.`);
  }
  return sequencer.toUpperCase().padEnd(width, '0');
}
