import { Icon } from '../components/icon';
import { Mark } from '../components/mark';
import type { Fault } from '../state/faults';

/** Shown when the page cannot start. */
export function StartFaultView({ fault }: { readonly fault: Fault }) {
  return (
    <main class="start-fault">
      <Mark size={40} />
      <h1>This page could not start</h1>
      <p role="alert">{fault.text}</p>
      <button type="button" class="primary" onClick={() => location.reload()}>
        <Icon shape="again" />
        Try again
      </button>
    </main>
  );
}
