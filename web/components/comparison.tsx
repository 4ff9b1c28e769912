import { shareText } from '../format';

interface ComparisonProps {
  readonly label: string;
  /** The measured and the commonly quoted figure, in the same unit. */
  readonly value: number;
  readonly quoted: number;
  readonly text: (value: number) => string;
}

/** Compares a measured figure with a commonly quoted one, as numbers and bars. */
export function Comparison({ label, value, quoted, text }: ComparisonProps) {
  const most = Math.max(value, quoted);
  return (
    <div class="comparison">
      <p class="comparison-label">{label}</p>
      <p class="comparison-value">{text(value)}</p>
      <div class="bar bar-own" style={{ '--share': value / most }} />
      <div class="bar" style={{ '--share': quoted / most }} />
      <p class="hint">
        {shareText(value / quoted)} of the commonly quoted {text(quoted)}
      </p>
    </div>
  );
}
