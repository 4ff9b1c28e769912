import imageChanged from '../../lambda/events/image-changed';
import { triggers } from '../../lambda/events/triggers';
import type { CommonServices, Services } from '../../lambda/services';
import { permitted } from '../iam/permitted';
import type { ChangeHandler } from './change-queue';

/** As the deployed function has it, in MiB. */
const memoryMb = 512;

/** Hands records to the function behind the stream. */
export function changeWorker(common: CommonServices, all: Omit<Services, keyof CommonServices>): ChangeHandler {
  const row = triggers.find(({ name }) => name === 'image-changed');
  const services = permitted('image-changed', row?.may ?? [], common, all);
  let coldStart = true;
  return async (Records) => {
    const host = { memoryMb, coldStart };
    coldStart = false;
    return imageChanged({ Records }, services, host);
  };
}
