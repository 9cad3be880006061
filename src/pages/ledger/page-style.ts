const light = [
  '--bg:#f6f6f3',
  '--card:#fff',
  '--ink:#1c1e21',
  '--soft:#5a6069',
  '--line:#e2e2dc',
  '--grid:#ecece6',
  '--accent:#1f5fc4',
  '--mark:#fdf0d5',
  '--markink:#6b4700',
  '--c0:#2f6bd0',
  '--c1:#c2541a',
  '--c2:#1c8256',
  '--c3:#8a48c4',
  '--c4:#b52f74',
  '--c5:#0e7a86',
  '--c6:#856808',
  '--c7:#59626f',
].join(';');
const dark = [
  '--bg:#131517',
  '--card:#1b1e21',
  '--ink:#e8e9ea',
  '--soft:#a2a9b2',
  '--line:#2d3237',
  '--grid:#262a2e',
  '--accent:#83b0ff',
  '--mark:#3a2f14',
  '--markink:#f2cf83',
  '--c0:#7aa8ff',
  '--c1:#f79a66',
  '--c2:#5fcf9b',
  '--c3:#c69bfb',
  '--c4:#fb8fc2',
  '--c5:#5ccbd8',
  '--c6:#dcbb4c',
  '--c7:#a8b3c2',
].join(';');
const colors = Array.from({ length: 8 }, (_, index) => `.c${index}{--c:var(--c${index})}`).join('');

/** The one style of the page: light, dark where the reader's system is, and plain on paper. */
export const pageStyle = `
:root{color-scheme:light dark;${light}}
@media screen and (prefers-color-scheme:dark){:root{${dark}}}
${colors}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
main,header,footer{max-width:1180px;margin:0 auto;padding:0 24px}
header{padding-top:40px;padding-bottom:8px}
h1{font-size:30px;line-height:1.2;letter-spacing:-.02em;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:17px;letter-spacing:-.01em;margin:0}
header p,.note{margin:0}
header p,footer,.note{color:var(--soft)}
dl.sum{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:1px;margin:24px 0 0;background:var(--line);border:1px solid var(--line);border-radius:12px;overflow:hidden}
dl.sum div{background:var(--card);padding:14px 18px;display:flex;flex-direction:column-reverse;justify-content:flex-end}
dl.sum dt{color:var(--soft);font-size:13px}
dl.sum dd{margin:0;font-size:24px;font-weight:620;letter-spacing:-.02em;font-variant-numeric:tabular-nums;white-space:nowrap}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;margin:20px 0;padding:18px 20px 16px}
.bar{display:flex;flex-wrap:wrap;align-items:center;gap:8px 14px;margin-bottom:12px}
.bar .note{font-size:13px;margin-right:auto}
.tools{display:flex;gap:6px;align-items:center}
button,input{font:inherit;color:inherit}
.tools button,#more{border:1px solid var(--line);background:var(--bg);border-radius:7px;padding:3px 11px;font-size:13px;cursor:pointer;font-variant-numeric:tabular-nums}
.tools button[aria-pressed=true]{background:var(--ink);border-color:var(--ink);color:var(--card)}
input[type=search]{border:1px solid var(--line);background:var(--bg);border-radius:7px;padding:5px 11px;width:280px;max-width:100%}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
svg{display:block;overflow:visible}
svg text{fill:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}
.days rect{fill:var(--c)}.days .base{stroke:var(--line)}.days .end{text-anchor:end}
.days g:hover rect{opacity:.75}
.scroll{overflow-x:auto;border-radius:6px}
.stack{display:grid;min-width:100%;width:100%}
.stack>svg{grid-area:1/1}
.names{position:sticky;left:0;pointer-events:none}
.z4 .stack{width:400%}.z16 .stack{width:1600%}
.z4 .names{width:25%}.z16 .names{width:6.25%}
.chart{overflow:hidden}
.grid line{stroke:var(--grid)}.grid text{text-anchor:middle}
.t4,.t16,.z4 .t1,.z16 .t1,.z16 .t4{display:none}.z4 .t4,.z16 .t16{display:inline}
.band{stroke:var(--line)}
.session{fill:var(--c);fill-opacity:.22;stroke:var(--c);stroke-opacity:.5}
.session:hover{fill-opacity:.4}
.span{stroke:var(--c);stroke-width:3;stroke-opacity:.55}
circle{fill:var(--c);stroke:var(--card);stroke-width:1.25}
circle:hover{stroke:var(--ink);stroke-width:2}
circle.void{fill:var(--card);stroke:var(--c);stroke-width:1.5}
.names text{fill:var(--c);font-size:13px;font-weight:620;paint-order:stroke;stroke:var(--card);stroke-width:4px}
.names .sub{fill:var(--soft);font-weight:400}
.wrap{overflow-x:auto;margin:0 -20px;padding:0 20px}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;vertical-align:top;padding:7px 14px 7px 0;border-bottom:1px solid var(--line);font-weight:400}
tbody tr:last-child>*{border-bottom:0}
thead th{padding:0 14px 0 0;white-space:nowrap;border-bottom:1px solid var(--soft)}
th button{border:0;background:none;padding:6px 0;color:var(--soft);font-size:13px;font-weight:560;cursor:pointer;white-space:nowrap}
th[aria-sort] button{color:var(--ink)}
th[aria-sort=ascending] button::after{content:" \\2191"}
th[aria-sort=descending] button::after{content:" \\2193"}
.n+:not(.n){padding-left:16px}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
time,code{white-space:nowrap;font-variant-numeric:tabular-nums}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:12.5px}
td.w{min-width:240px;overflow-wrap:anywhere}
tbody th{min-width:130px;overflow-wrap:anywhere}
#agents td{white-space:nowrap}
td i{color:var(--soft);font-style:normal}
b{font-weight:620}
.dot{display:inline-block;width:9px;height:9px;border-radius:50%;background:var(--c);margin-right:7px}
.mark{background:var(--mark);color:var(--markink);border-radius:5px;padding:1px 6px;font-size:12px;white-space:nowrap}
.voided b,.voided .w{text-decoration:line-through;text-decoration-color:var(--soft)}
details{color:var(--soft);font-size:13px}
summary{cursor:pointer;width:fit-content}
details p{margin:6px 0;color:var(--ink);white-space:pre-wrap}
pre{margin:6px 0 2px;white-space:pre-wrap;overflow-wrap:anywhere}
#more{margin-top:12px}
footer{padding-top:4px;padding-bottom:48px;font-size:13px}
.hide{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none!important}
@media (max-width:640px){
main,header,footer{padding-left:14px;padding-right:14px}
header{padding-top:26px}h1{font-size:24px}
dl.sum{grid-template-columns:repeat(2,1fr)}dl.sum div{padding:11px 14px}dl.sum dd{font-size:20px}
section{padding:14px 14px 12px}.wrap{margin:0 -14px;padding:0 14px}
.t1 line:nth-of-type(even),.t1 text:nth-of-type(even){display:none}
input[type=search]{width:100%}.find{width:100%}
#tasks thead{position:absolute;clip-path:inset(50%)}
#tasks,#tasks tbody,#tasks tr,#tasks td{display:block}
#tasks tr{padding:10px 0;border-bottom:1px solid var(--line)}
#tasks td{border:0;padding:0 12px 0 0;display:inline-block;color:var(--soft);font-size:13px}
#tasks td.w{display:block;color:var(--ink);font-size:15px;padding:0 0 2px;min-width:0}
#tasks td.n{display:none}
}
@media print{
:root{color-scheme:light}
body{background:#fff;font-size:10.5pt}
main,header,footer{max-width:none;padding:0}
section,dl.sum{border-color:#ccc;break-inside:auto}
dl.sum,svg,tr{break-inside:avoid}
.tools,.find,#more{display:none}
.stack,.names{width:100%!important}.t1{display:inline!important}.t4,.t16{display:none!important}
thead{display:table-header-group}
svg,.dot,.mark{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.scroll,.wrap{overflow:visible}
}
`;
