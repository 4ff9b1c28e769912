/** The style sheet of the report. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --card: #f6f5f2; --ink: #1d1b18; --soft: #5c5850; --line: #dedad3;
  --lambda: #2458c5; --fargate: #b04a08; --ec2: #0a7368;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #131312; --card: #1e1e1c; --ink: #f2f0ec; --soft: #b0aca4; --line: #3a3936;
    --lambda: #85aaff; --fargate: #f5a35c; --ec2: #56cdbb;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem / 1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main { max-width: 50rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { margin: 0 0 0.25rem; font-size: 1.75rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 3rem 0 0.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); font-size: 1.3rem; }
h3 { margin: 2rem 0 0.5rem; font-size: 1.05rem; }
p, li { max-width: 44rem; overflow-wrap: anywhere; }
ul { padding-left: 1.25rem; }
a { color: var(--lambda); overflow-wrap: anywhere; }
.lead { color: var(--soft); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.75rem; margin: 1.25rem 0; padding: 0; }
.figures div { padding: 0.75rem 1rem; border-radius: 10px; background: var(--card); }
.figures dt { color: var(--soft); font-size: 0.875rem; }
.figures dd { margin: 0; font-size: 1.3rem; font-weight: 600; white-space: nowrap; font-variant-numeric: tabular-nums; }
figure { margin: 1.25rem 0 0.5rem; }
figcaption { margin-bottom: 0.5rem; font-weight: 600; }
figure svg { display: block; max-width: 100%; height: auto; }
.keys { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin: 0 0 0.5rem; padding: 0; list-style: none; font-size: 0.875rem; }
.keys li { display: flex; align-items: center; gap: 0.5rem; }
.keys i { width: 1.5rem; border-top: 3px solid; }
.keys i.bar { height: 0.6rem; border: 0; background: currentColor; }
.keys i.dashed { border-top-style: dashed; } .keys i.dotted { border-top-style: dotted; }
.lambda { color: var(--lambda); } .fargate { color: var(--fargate); } .ec2 { color: var(--ec2); } .soft { color: var(--soft); opacity: 0.6; }
.narrow { display: none; }
@media (max-width: 48rem) { .wide { display: none; } .narrow { display: block; } }
.scroll { margin: 0.75rem 0 1.25rem; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
table.many { min-width: 40rem; }
.nowrap { white-space: nowrap; }
caption { padding-bottom: 0.25rem; color: var(--soft); font-size: 0.85rem; text-align: left; }
th, td { padding: 0.35rem 0.6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th:first-child, td:first-child { padding-left: 0; }
thead th { color: var(--soft); font-weight: 600; }
tbody th { font-weight: 400; }
.text { text-align: left; }
.number { text-align: right; }
td.number { white-space: nowrap; }
details { margin: 1rem 0; }
summary { cursor: pointer; font-weight: 600; }
:focus-visible { outline: 2px solid var(--lambda); outline-offset: 2px; }
@media print { .scroll { overflow: visible; } h2 { break-after: avoid; } figure { break-inside: avoid; } }
`;
