import { createPlatformApi } from '../api';
import { readSettings } from '../environment';

/** The function: Vercel calls `fetch` of the default export with a request of the web standard. */
export default createPlatformApi({ settings: readSettings(process.env) });
