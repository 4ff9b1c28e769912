export { getProducts as handler } from './products';
