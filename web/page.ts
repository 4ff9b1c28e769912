import { type Image, ImageClient, type ImageSize } from '../client/image-client';

const client = new ImageClient('/api');
const images = find('#images');
const drop = find('#drop');
const input = find<HTMLInputElement>('#file');

input.addEventListener('change', () => {
  show(input.files);
  input.value = '';
});
for (const type of ['dragenter', 'dragover']) drop.addEventListener(type, (event) => mark(event, true));
for (const type of ['dragleave', 'drop']) drop.addEventListener(type, (event) => mark(event, false));
drop.addEventListener('drop', (event) => show(event.dataTransfer?.files));

function mark(event: Event, over: boolean): void {
  event.preventDefault();
  drop.classList.toggle('over', over);
}

function show(files: FileList | null | undefined): void {
  for (const file of files ?? []) void showOne(file);
}

/** A card that follows one file from its upload to its sizes. */
async function showOne(file: File): Promise<void> {
  const status = element('p', { className: 'status', textContent: 'Uploading …' });
  const card = element('article', {}, element('h2', { textContent: file.name }), status);
  images.prepend(card);
  try {
    const started = performance.now();
    const id = await client.upload(file, file.name);
    status.textContent = 'Making the sizes …';
    const image = await client.settled(id);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    status.textContent = image.status === 'READY' ? `Ready after ${seconds} s` : (image.reason ?? 'It failed.');
    status.classList.toggle('failed', image.status === 'FAILED');
    if (image.sizes) card.append(sizeList(image));
  } catch (error) {
    status.textContent = (error as Error).message;
    status.classList.add('failed');
  }
}

function sizeList({ name, sizes = {} }: Image): HTMLElement {
  const figures = Object.entries(sizes).map(([size, facts]) => figure(size, facts, name ?? 'image'));
  return element('div', { className: 'sizes' }, ...figures);
}

function figure(size: string, { url, width, height, bytes, format }: ImageSize, name: string): HTMLElement {
  const picture = element('img', { src: url, width, height, alt: `${name}, ${size}`, loading: 'lazy' });
  const facts = `${width} × ${height} px, ${(bytes / 1000).toFixed(1)} kB ${format}`;
  const caption = element('figcaption', {}, element('strong', { textContent: size }), element('span', { textContent: facts }));
  return element('figure', {}, element('a', { href: url }, picture), caption);
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
  ...children: Node[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function find<E extends HTMLElement>(selector: string): E {
  const found = document.querySelector<E>(selector);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return found;
}
