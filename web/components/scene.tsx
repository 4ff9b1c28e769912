const frames = ['full', 'medium', 'thumbnail'] as const;

/** The same landscape in three frames of decreasing size. */
export function Scene() {
  return (
    <div class="scene" aria-hidden="true">
      {frames.map((frame) => (
        <svg
          key={frame}
          class={`frame frame-${frame}`}
          viewBox="0 0 120 90"
          preserveAspectRatio="xMidYMid slice"
          aria-hidden="true"
        >
          <rect class="sky" width="120" height="90" />
          <circle class="sun" cx="86" cy="30" r="11" />
          <path class="far" d="M0 62 26 36l18 17 22-26 30 30 24-17v50H0Z" />
          <path class="near" d="M0 74c20-14 38-15 58-5s42 7 62-5v26H0Z" />
        </svg>
      ))}
    </div>
  );
}
