/** Strokes in a 24 × 24 grid. */
const shapes = {
  back: 'M19 12H5m6-7-7 7 7 7',
  previous: 'm15 5-7 7 7 7',
  next: 'm9 5 7 7-7 7',
  down: 'm5 9 7 7 7-7',
  up: 'm5 15 7-7 7 7',
  download: 'M12 4v11m-5-5 5 5 5-5M5 20h14',
  select: 'M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1ZM8 12l3 3 5-6',
  plus: 'M12 5v14M5 12h14',
  close: 'm6 6 12 12M18 6 6 18',
  again: 'M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5',
  copy: 'M9 9h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1ZM5 15H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v1',
  done: 'm5 13 4 4L19 7',
  open: 'M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5',
  bin: 'M4 7h16M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3',
  alert: 'M12 8v5m0 3.5v.01M12 3 2.5 20h19L12 3Z',
  cloudOff: 'M3 3l18 18M9 6.5A6 6 0 0 1 17.7 11 4 4 0 0 1 20 17.6M16 19H7a5 5 0 0 1-1-9.9',
  picture: 'M4 5h16a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1ZM3 16l5-5 5 5 3-3 5 5M15.5 9.5v.01',
} as const;

/** A decorative icon next to a label; hidden from screen readers. */
export function Icon({ shape, size = 18 }: { readonly shape: keyof typeof shapes; readonly size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[shape]} />
    </svg>
  );
}
