"""How the HTML report looks: a document on paper or screen, light or dark; nothing is loaded from elsewhere."""

STYLE = """\
:root {
  --paper: #fff; --ink: #1d2126; --soft: #59636e; --line: #d5dae0; --wash: #f4f6f8;
  --accent: #1f5fa8; --sure: #1f5fa8; --open: #a9c6e6; --tick: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16191d; --ink: #e4e7eb; --soft: #9aa5b1; --line: #353c44; --wash: #1f242a;
    --accent: #7fb3ec; --sure: #7fb3ec; --open: #35557a; --tick: #ff8a80;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif;
}
main { max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1, h2, th, thead td, .byline, figcaption { font-family: system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; }
p { margin: 0 0 .8rem; }
.byline { color: var(--soft); font-size: .85rem; margin-bottom: 1.5rem; }
.decision { border-left: 4px solid var(--accent); background: var(--wash); padding: .9rem 1.1rem .1rem; }
.wide { overflow-x: auto; margin: 0 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; line-height: 1.4; overflow-wrap: break-word; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem .4rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-size: .75rem; font-weight: 600; border-bottom-color: var(--soft); }
tbody th { font-weight: 600; }
.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
ul, ol { margin: 0 0 .8rem; padding-left: 1.4rem; }
li { margin-bottom: .3rem; }
code, pre { font: .85em/1.5 ui-monospace, "SF Mono", Consolas, "Liberation Mono", monospace; }
pre { background: var(--wash); border: 1px solid var(--line); padding: .8rem 1rem; white-space: pre-wrap; }
figure { margin: 0 0 1rem; }
blockquote { margin: .3rem 0 0; padding-left: 1rem; border-left: 3px solid var(--line); white-space: pre-wrap; }
a { color: var(--accent); }
a.ref { text-decoration: none; font-size: .85em; white-space: nowrap; }
.appendix { font-size: .95rem; }
.page + .appendix { margin-top: 3rem; border-top: 1px solid var(--soft); }
svg { display: block; max-width: 100%; }
.track { fill: var(--wash); stroke: var(--line); }
.open { fill: var(--open); }
.sure { fill: var(--sure); }
.tick { fill: var(--tick); }
@media print {
  :root {
    --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --wash: #f4f4f4;
    --accent: #000; --sure: #333; --open: #bbb; --tick: #000;
  }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  .wide { overflow: visible; }
  h2 { break-after: avoid; }
  tr, li, figure { break-inside: avoid; }
  .page + .appendix { break-before: page; border-top: 0; }
  svg rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
