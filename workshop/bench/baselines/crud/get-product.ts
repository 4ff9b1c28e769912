export { getProduct as handler } from './products';
