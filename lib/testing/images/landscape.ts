import sharp from 'sharp';
import { type Random, seeded } from '../random';

/** Colors of one landscape, as CSS values. */
interface Palette {
  /** From top to bottom. */
  readonly sky: readonly [string, string, string];
  readonly sun: string;
  /** From far to near. */
  readonly hills: readonly string[];
}

const palettes: readonly Palette[] = [
  { sky: ['#2f4b8f', '#c98fa6', '#ffd9a8'], sun: '#fff1cf', hills: ['#a9788f', '#7a5678', '#4b3a5e', '#241f3a'] },
  { sky: ['#7db4e6', '#b9dcf3', '#eaf6f6'], sun: '#fffdf0', hills: ['#8fb7b0', '#5f9a86', '#3a7760', '#1d4f40'] },
  { sky: ['#f08a5d', '#f7b267', '#fde6b8'], sun: '#fff6dd', hills: ['#d9825b', '#b0573f', '#7d3530', '#421c22'] },
  { sky: ['#0d1736', '#2c4280', '#8496cd'], sun: '#f4f1de', hills: ['#3c4f85', '#2a3a68', '#1a264a', '#0d1430'] },
  { sky: ['#9cc9c4', '#d4e4d4', '#f6efdc'], sun: '#fff8e0', hills: ['#b3bfa1', '#8b9b72', '#5f7450', '#374a35'] },
  { sky: ['#6c5b9e', '#b58ac0', '#f6c6cf'], sun: '#ffeae0', hills: ['#9a7bb5', '#70599a', '#4a3f79', '#272652'] },
];

export interface Frame {
  readonly width: number;
  readonly height: number;
}

/** Landscapes as JPEG photos for screenshots, one per frame, reproducible. */
export async function landscapes(frames: readonly Frame[]): Promise<Buffer[]> {
  const loader = { operation: ['VipsForeignLoadSvgBuffer'] };
  // Only tests read SVG: the application blocks this loader in the process, and the block is restored afterwards.
  sharp.unblock(loader);
  try {
    return await Promise.all(frames.map((frame, index) => sharp(landscape(index, frame)).jpeg({ quality: 90 }).toBuffer()));
  } finally {
    sharp.block(loader);
  }
}

/** An SVG of hills with a low sun. */
function landscape(number: number, { width, height }: Frame): Buffer {
  const random = seeded(number + 1);
  const palette = palettes[number % palettes.length] as Palette;
  const stops = palette.sky.map((color, index) => `<stop offset="${index / 2}" stop-color="${color}"/>`).join('');
  const sun = { x: width * (0.2 + 0.6 * random()), y: height * (0.22 + 0.2 * random()), r: Math.min(width, height) * 0.07 };
  const hills = palette.hills.map((color, index) => ridge(color, index, width, height, random)).join('');
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs>
      <linearGradient id="sky" x2="0" y2="1">${stops}</linearGradient>
      <radialGradient id="glow"><stop stop-color="${palette.sun}" stop-opacity=".85"/><stop offset="1" stop-color="${palette.sun}" stop-opacity="0"/></radialGradient>
    </defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="${sun.x}" cy="${sun.y}" r="${sun.r * 5}" fill="url(#glow)"/>
    <circle cx="${sun.x}" cy="${sun.y}" r="${sun.r}" fill="${palette.sun}"/>
    ${hills}
  </svg>`);
}

/** One row of hills across the width. */
function ridge(color: string, index: number, width: number, height: number, random: Random): string {
  const base = height * (0.5 + index * 0.13);
  const waves = [1, 2.3, 5.1, 11.7].map((frequency, octave) => ({
    frequency: frequency * (0.8 + 0.5 * random()),
    phase: random() * 7,
    size: (height * (0.1 - index * 0.012)) / 1.9 ** octave,
  }));
  const points = Array.from({ length: 161 }, (_, step) => {
    const x = step / 160;
    const y = waves.reduce((sum, { frequency, phase, size }) => sum + Math.sin(x * frequency * 6.3 + phase) * size, base);
    return `${Math.round(x * width)},${Math.round(y)}`;
  });
  return `<polygon points="0,${height} ${points.join(' ')} ${width},${height}" fill="${color}"/>`;
}
