import { Link } from '../components/link';
import { useView } from '../hooks';
import { photosPath } from '../router';

/** Shown for a URL without a view. */
export function UnknownView() {
  const heading = useView('Page not found');
  return (
    <div class="centered">
      <h1 ref={heading} tabIndex={-1}>
        Page not found
      </h1>
      <p>This address does not exist. Check that it is complete.</p>
      <Link to={photosPath} class="button">
        Go to your photos
      </Link>
    </div>
  );
}
