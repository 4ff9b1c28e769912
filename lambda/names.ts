/* The names of this application. Every other name derives from them, except those that documents show. */

/** The package, the metrics namespace, the source of the events and the tag `application`. */
export const appName = 'serverless-image-api';

/** The OAuth scope, the problem types, the cookies and the items in the browser's storage begin with it. */
export const shortName = 'image-api';

/** What people see as the name of the application. */
export const appTitle = 'Image API';

/** A stack is named after it and its stage, as in `ImageApi-sandbox`. */
export const stackPrefix = 'ImageApi';

/** The stack that a command means when you name none. */
export const defaultStack = `${stackPrefix}-sandbox`;
