/** The product's logo: three nested squares. */
export function Mark({ size = 26 }: { readonly size?: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect class="mark-full" x="2" y="2" width="28" height="28" rx="8" />
      <rect class="mark-medium" x="7" y="11" width="14" height="14" rx="4" />
      <rect class="mark-thumbnail" x="10.5" y="16" width="6" height="6" rx="2" />
    </svg>
  );
}
