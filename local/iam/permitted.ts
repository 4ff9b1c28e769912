import type { Permit } from '../../lambda/contract';
import { servicesFor } from '../../lambda/contract';
import type { CommonServices, Services } from '../../lambda/services';

/**
 * The services with the permissions of a deployed function: only those that its permits name. A missing permit fails here,
 * before an AccessDenied after the deployment.
 */
export function permitted(
  name: string,
  may: readonly Permit[],
  common: CommonServices,
  all: Omit<Services, keyof CommonServices>,
): Services {
  const own = servicesFor(may).map((service) => [service, guarded(name, may, service, all[service])]);
  return { ...common, ...Object.fromEntries(own) };
}

function guarded(name: string, may: readonly string[], service: string, target: object): object {
  return new Proxy(target, {
    get(_target, member) {
      const permit = `${service}.${String(member)}`;
      const value: unknown = Reflect.get(target, member);
      // A permit may be restricted to one resource, such as `queues.send:NAME`.
      if (may.some((each) => each.startsWith(`${permit}:`)) && typeof value === 'function') {
        return (subject: string, ...rest: unknown[]) => {
          requirePermit(name, may, `${permit}:${subject}`);
          return value.call(target, subject, ...rest);
        };
      }
      requirePermit(name, may, permit);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function requirePermit(name: string, may: readonly string[], permit: string): void {
  if (!may.includes(permit)) throw new Error(`${name} must not call ${permit}. Add the permit to its row of the table.`);
}
