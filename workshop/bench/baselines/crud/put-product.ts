export { putProduct as handler } from './products';
