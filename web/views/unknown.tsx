import { Link } from '../components/link';
import { useView } from '../hooks';
import { photosPath } from '../router';

/** For an address that leads nowhere. */
export function UnknownView() {
  const heading = useView('Not found');
  return (
    <div class="centred">
      <h1 ref={heading} tabIndex={-1}>
        There is nothing here
      </h1>
      <p>The address may have been cut short.</p>
      <Link to={photosPath} class="button">
        To your photos
      </Link>
    </div>
  );
}
