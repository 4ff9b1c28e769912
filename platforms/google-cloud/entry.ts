import { getRequestListener } from '@hono/node-server';
import { createPlatformApi } from '../api';
import { readSettings } from '../environment';

const application = createPlatformApi({ settings: readSettings(process.env) });

/** The function, which Google's framework calls with the request and the answer of Node.js. */
export const api = getRequestListener((request) => application.fetch(request));
