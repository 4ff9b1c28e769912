import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * Keeps what the provider must remember (sessions, codes, refresh tokens) in memory: after a restart every user signs in again,
 * which takes one click. Access tokens are not stored, and stay valid.
 */
export function memoryAdapter(): AdapterFactory {
  const entries = new Map<string, Entry>();
  return (model) => adapterOf(`${model}:`, entries);
}

function adapterOf(model: string, entries: Map<string, Entry>): Adapter {
  const find = async (id: string) => living(entries, model + id);
  const findWhere = async (matches: (payload: AdapterPayload) => boolean) =>
    [...entries].find(([key, { payload }]) => key.startsWith(model) && matches(payload) && living(entries, key))?.[1].payload;
  return {
    find,
    findByUid: (uid) => findWhere((payload) => payload.uid === uid),
    findByUserCode: (userCode) => findWhere((payload) => payload.userCode === userCode),
    async upsert(id, payload, expiresIn) {
      for (const key of entries.keys()) living(entries, key);
      entries.set(model + id, { payload, expiresAt: expiresIn ? Date.now() + expiresIn * 1000 : Number.POSITIVE_INFINITY });
    },
    async consume(id) {
      const payload = await find(id);
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id) {
      entries.delete(model + id);
    },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
    },
  };
}

/** Returns the value of a key, and removes it when it has expired. */
function living(entries: Map<string, Entry>, key: string): AdapterPayload | undefined {
  const entry = entries.get(key);
  if (entry && entry.expiresAt <= Date.now()) entries.delete(key);
  return entries.get(key)?.payload;
}
