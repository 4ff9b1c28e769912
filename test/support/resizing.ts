import type { ContentType } from '../../lambda/core/formats';
import { renditionKey, uploadKey } from '../../lambda/core/keys';
import { type SizeName, sizeNames } from '../../lambda/core/sizes';
import type { CommonServices, Services } from '../../lambda/services';
import { photo } from '../../lib/testing/images/photo';
import { openTestServices } from './services';
import { createRecord, type PortServices, storeOriginal } from './upload';

export const owner = 'alice';

/** Services and helpers for tests of the resizer's handler. */
export async function openResizing() {
  const services = await openTestServices();
  const jpeg = await photo({ width: 300, height: 200 });
  return {
    services,
    jpeg,

    find: (id: string) => services.own.images.find(owner, id),

    /** Creates a record and uploads its file. */
    async uploaded(bytes: Uint8Array = jpeg, contentType: ContentType = 'image/jpeg') {
      const id = await createRecord(services, owner, contentType);
      return { id, facts: await storeOriginal(services, { owner, id }, bytes, contentType) };
    },

    /** Returns the stored versions of the original, oldest first. */
    storedOriginals: (id: string) => services.own.originals.versions(uploadKey(owner, id)),

    /** Returns the stored sizes of one version. */
    async storedSizes(id: string, version: string): Promise<SizeName[]> {
      const found = await Promise.all(
        sizeNames.map((size) => services.own.renditions.stat(renditionKey({ owner, id, version, size }))),
      );
      return sizeNames.filter((_, index) => found[index]);
    },
  };
}

export type Resizing = Awaited<ReturnType<typeof openResizing>>;

/** Replaces one operation of a service. */
export function withOne<Name extends keyof Omit<Services, keyof CommonServices>, Operation extends keyof Services[Name]>(
  { own }: Pick<PortServices, 'own'>,
  name: Name,
  operation: Operation,
  replacement: Services[Name][Operation],
): Partial<Services> {
  const target: object = own[name];
  return {
    [name]: new Proxy(target, {
      get: (_, member) => {
        const value = member === operation ? replacement : Reflect.get(target, member);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    }),
  };
}
