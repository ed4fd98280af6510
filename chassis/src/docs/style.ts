/** The look of /docs: light or dark as the reader's system is, and legible on a phone. */
export const style = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1b2430, #dfe6ee); --soft: light-dark(#5a6878, #95a3b3); --paper: light-dark(#f7f9fb, #10161d);
  --card: light-dark(#fff, #18212b); --line: light-dark(#dde4eb, #2a3643); --accent: light-dark(#0b6bcb, #5fb0ff);
  --get: #1a7f5a; --post: #0b6bcb; --put: #a5620a; --patch: #8046b8; --delete: #c0323f; --rpc: #52606f;
}
* { box-sizing: border-box }
html { scroll-behavior: smooth; scroll-padding-top: 1rem }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
code, pre, input { font: .9em/1.5 ui-monospace, "SF Mono", Consolas, monospace }
a { color: var(--accent); text-decoration: none }
a:hover { text-decoration: underline }
.page { display: grid; grid-template-columns: 16rem minmax(0, 1fr); gap: 2.5rem; max-width: 76rem; margin: auto; padding: 2rem 1.5rem }
nav { position: sticky; top: 2rem; align-self: start; max-height: calc(100vh - 4rem); overflow: auto; font-size: .92rem }
nav ul { list-style: none; margin: .2rem 0 1rem; padding-left: .8rem; border-left: 2px solid var(--line) }
nav li { overflow-wrap: anywhere }
h1 { margin: 0; font-size: 1.9rem; letter-spacing: -.02em }
h2 { margin: 2.5rem 0 .4rem; font-size: 1.3rem; overflow-wrap: anywhere }
h3 { margin: 1rem 0 .3rem; font-size: .82rem; text-transform: uppercase; letter-spacing: .06em; color: var(--soft) }
h3 code { text-transform: none; letter-spacing: 0 }
p { margin: .3rem 0 .8rem }
.soft { color: var(--soft) }
details { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; margin: .6rem 0 }
summary { display: flex; flex-wrap: wrap; gap: .3rem .7rem; align-items: center; padding: .6rem .9rem; cursor: pointer; list-style: none }
summary::-webkit-details-marker { display: none }
summary .soft { margin-left: auto; font-size: .88rem }
details > div { padding: 0 .9rem .9rem; border-top: 1px solid var(--line) }
.verb { min-width: 4.2rem; padding: .1rem .5rem; border-radius: .35rem; color: #fff; background: var(--rpc); font: 600 .76rem/1.6 ui-monospace, monospace; text-align: center }
.get { background: var(--get) } .post { background: var(--post) } .put { background: var(--put) }
.patch { background: var(--patch) } .delete { background: var(--delete) }
table { width: 100%; border-collapse: collapse; font-size: .92rem }
td { padding: .35rem .6rem .35rem 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere }
td:first-child { width: 26% } td:nth-child(2) { width: 30% }
.must { color: var(--delete) }
form { display: grid; gap: .45rem; margin-top: .4rem }
label { display: grid; grid-template-columns: 9rem 1fr; gap: .6rem; align-items: center }
input { padding: .3rem .5rem; border: 1px solid var(--line); border-radius: .35rem; background: var(--paper); color: inherit }
button { justify-self: start; padding: .35rem 1.1rem; border: 0; border-radius: .35rem; color: #fff; background: var(--post); font: 600 .9rem system-ui; cursor: pointer }
output { display: block; white-space: pre-wrap; overflow: auto; max-height: 24rem; padding: .6rem .8rem; border-radius: .35rem; background: var(--paper); font: .85rem/1.5 ui-monospace, monospace }
output:empty { display: none }
@media (max-width: 50rem) { .page { grid-template-columns: minmax(0, 1fr) } nav { display: none } }
`;
