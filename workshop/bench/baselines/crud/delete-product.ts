export { deleteProduct as handler } from './products';
