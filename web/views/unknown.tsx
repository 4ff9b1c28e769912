import { Link } from '../components/link';
import { useView } from '../hooks';
import { photosPath } from '../router';

/** For an address that no view has. */
export function UnknownView() {
  const heading = useView('Not found');
  return (
    <div class="centred">
      <h1 ref={heading} tabIndex={-1}>
        There is nothing here
      </h1>
      <p>No page has this address. It may be incomplete.</p>
      <Link to={photosPath} class="button">
        Go to your photos
      </Link>
    </div>
  );
}
