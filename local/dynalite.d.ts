declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface Options {
    /** Folder of the LevelDB. @default - in memory */
    path?: string;
    /** How long a new table is CREATING. */
    createTableMs?: number;
  }

  export default function dynalite(options?: Options): Server;
}
