import { sizeBounds } from '../../../lambda/core/sizes';

/** The sizes of an image in one phrase: `` `thumbnail` (200 px), `medium` (800 px) and `full` (2048 px) ``. */
export default (): string =>
  new Intl.ListFormat('en-GB').format(Object.entries(sizeBounds).map(([name, bound]) => `\`${name}\` (${bound} px)`));
