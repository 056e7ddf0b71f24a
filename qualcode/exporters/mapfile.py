"""A map of topics as one HTML page of its own: no server, no network, nothing to install."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MapTopic:
    """A topic in the legend; `number` -1 is what fits nowhere."""

    number: int
    label: str
    size: int
    terms: Sequence[str]


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A turn on the map: its place (0..1), its topic, where it is said, by whom, and what."""

    x: float
    y: float
    topic: int
    where: str
    text: str


def map_html(
    title: str, remarks: Sequence[str], topics: Sequence[MapTopic], points: Sequence[MapPoint]
) -> str:
    """The page; the same arguments give the same text."""
    data: Mapping[str, Any] = {
        "topics": [asdict(topic) for topic in topics],
        "points": [[p.x, p.y, p.topic, p.where, p.text] for p in points],
    }
    held = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    for sign in "<>&":
        held = held.replace(sign, f"\\u{ord(sign):04x}")
    listed = "".join(f"<li>{html.escape(remark)}</li>" for remark in remarks)
    return (
        _PAGE.replace("{{title}}", html.escape(title))
        .replace("{{remarks}}", listed)
        .replace("{{style}}", _STYLE)
        .replace("{{script}}", _SCRIPT)
        .replace("{{data}}", held)
    )


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{{title}}</title>
<style>{{style}}</style>
</head>
<body>
<header>
<h1>{{title}}</h1>
<p>Turns that lie near each other say the like; distances between far groups mean little.
Topics are a reading aid, not themes. This page holds what participants said: keep it as you keep
the transcripts.</p>
</header>
<main>
<section aria-label="Map">
<label>Find <input id="find" type="search" placeholder="words in turns" autocomplete="off"></label>
<span id="count" role="status"></span>
<svg id="map" viewBox="0 0 1000 760" tabindex="0" role="application"
 aria-label="Map of turns. Arrow keys go to the next turn in a direction, Home to the first."></svg>
<div id="turn" aria-live="polite">Point at a turn, or focus the map and use the arrow keys.</div>
</section>
<aside aria-label="Topics">
<h2>Topics <button id="all" type="button">Show all</button></h2>
<ol id="legend"></ol>
<details><summary>How these were made</summary><ul>{{remarks}}</ul></details>
</aside>
</main>
<noscript>The map is drawn by a script in this file; your browser has scripts switched off.</noscript>
<script type="application/json" id="data">{{data}}</script>
<script>{{script}}</script>
</body>
</html>
"""

_STYLE = """
:root{color-scheme:light dark;--ink:#1c1c1c;--soft:#5b5b5b;--ground:#fcfcfa;--panel:#f0efea;--line:#c9c7bf;--focus:#0b57d0}
@media (prefers-color-scheme:dark){:root{--ink:#ececec;--soft:#a9a9a9;--ground:#181a1b;--panel:#232627;--line:#44484a;--focus:#8ab4f8}}
*{box-sizing:border-box}
body{margin:0;padding:1rem;font:16px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--ground)}
h1{font-size:1.3rem;margin:0}h2{font-size:1rem;margin:0 0 .5rem}
header p{color:var(--soft);max-width:60rem;margin:.3rem 0 1rem}
main{display:grid;grid-template-columns:minmax(0,1fr) 20rem;gap:1rem}
@media (max-width:60rem){main{grid-template-columns:minmax(0,1fr)}}
svg{display:block;width:100%;max-height:72vh;margin:.5rem 0;background:var(--panel);border:1px solid var(--line);border-radius:4px}
circle{cursor:pointer;stroke:var(--ground);stroke-width:.8}
circle.stray{fill:none;stroke:var(--soft);stroke-width:1.5}
.dim{opacity:.07}
circle.at{stroke:var(--ink);stroke-width:3}
svg text{font-size:20px;font-weight:700;fill:var(--ink);stroke:var(--ground);stroke-width:5px;paint-order:stroke;text-anchor:middle;pointer-events:none}
#turn{min-height:6.5rem;padding:.6rem .8rem;background:var(--panel);border-radius:4px;overflow-wrap:anywhere;white-space:pre-wrap}
#turn b{display:block;color:var(--soft);font-weight:600}
#count{color:var(--soft)}
input,button{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--line);border-radius:4px;padding:.25rem .5rem}
:focus-visible{outline:3px solid var(--focus);outline-offset:1px}
#legend{list-style:none;margin:0;padding:0;max-height:75vh;overflow:auto}
#legend button{display:block;width:100%;text-align:left;margin-bottom:.25rem}
#legend button[aria-pressed=false]{opacity:.5;text-decoration:line-through}
#legend i{display:inline-block;width:.8em;height:.8em;border-radius:50%;margin-right:.4em}
#legend small{display:block;color:var(--soft)}
details{margin-top:1rem;color:var(--soft)}
@media print{input,button#all,#turn{display:none}svg{max-height:none}}
"""

_SCRIPT = """
"use strict";
const data=JSON.parse(document.getElementById("data").textContent);
const svg=document.getElementById("map"),turn=document.getElementById("turn"),count=document.getElementById("count");
const find=document.getElementById("find"),legend=document.getElementById("legend");
const NS="http://www.w3.org/2000/svg",W=1000,H=760,M=24;
const hue=n=>"hsl("+((n*137.508)%360).toFixed(0)+" 62% "+(n%2?"45%":"58%")+")";
const name=n=>n<0?"fits nowhere":"topic "+n;
const shown=new Set(data.topics.map(t=>t.number)),topicOf=new Map(data.topics.map(t=>[t.number,t]));
const points=data.points.map(([x,y,topic,where,text])=>{
  const c=document.createElementNS(NS,"circle");
  const p={x:M+x*(W-2*M),y:H-M-y*(H-2*M),topic,where,text,low:text.toLowerCase(),c};
  c.setAttribute("cx",p.x);c.setAttribute("cy",p.y);c.setAttribute("r",6);
  if(topic<0)c.classList.add("stray");else c.style.fill=hue(topic);
  c.addEventListener("pointerenter",()=>show(p));c.addEventListener("click",()=>show(p));
  svg.append(c);return p});
for(const t of data.topics){
  if(t.number>=0){
    const own=points.filter(p=>p.topic===t.number);
    if(own.length){
      const mid=k=>own.map(p=>p[k]).sort((a,b)=>a-b)[own.length>>1];
      const s=document.createElementNS(NS,"text");
      s.setAttribute("x",mid("x"));s.setAttribute("y",mid("y")+7);s.textContent=t.number;
      s.dataset.topic=t.number;svg.append(s)}}
  const li=document.createElement("li"),b=document.createElement("button"),i=document.createElement("i");
  b.type="button";b.setAttribute("aria-pressed","true");
  if(t.number>=0)i.style.background=hue(t.number);else i.style.border="1.5px solid var(--soft)";
  const terms=document.createElement("small");terms.textContent=t.terms.join(", ");
  b.append(i,(t.number<0?"":t.number+" ")+(t.label||name(t.number))+" ("+t.size+")",terms);
  b.addEventListener("click",()=>{
    if(shown.size===data.topics.length){shown.clear();shown.add(t.number)}
    else if(shown.has(t.number))shown.delete(t.number);else shown.add(t.number);
    if(!shown.size)data.topics.forEach(o=>shown.add(o.number));draw()});
  t.button=b;li.append(b);legend.append(li)}
let at=null;
function show(p){
  if(at)at.c.classList.remove("at");
  at=p;p.c.classList.add("at");
  const b=document.createElement("b"),t=topicOf.get(p.topic);
  b.textContent=p.where+" \\u00b7 "+name(p.topic)+(t&&t.label&&p.topic>=0?" ("+t.label+")":"");
  turn.replaceChildren(b,p.text)}
const visible=p=>shown.has(p.topic)&&(!find.value||p.low.includes(find.value.toLowerCase()));
function draw(){
  let n=0;
  for(const p of points){const v=visible(p);n+=v;p.c.classList.toggle("dim",!v)}
  for(const s of svg.querySelectorAll("text"))s.classList.toggle("dim",!shown.has(+s.dataset.topic));
  for(const t of data.topics)t.button.setAttribute("aria-pressed",shown.has(t.number));
  count.textContent=n+" of "+points.length+" turns"}
find.addEventListener("input",draw);
document.getElementById("all").addEventListener("click",()=>{
  find.value="";data.topics.forEach(t=>shown.add(t.number));draw()});
const ways={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]};
svg.addEventListener("keydown",e=>{
  const seen=points.filter(visible);
  if(!seen.length||!(e.key in ways||e.key==="Home"))return;
  e.preventDefault();
  if(!at||e.key==="Home"||!visible(at))return show(seen[0]);
  const [dx,dy]=ways[e.key];let best=null,least=Infinity;
  for(const p of seen){
    const ahead=(p.x-at.x)*dx+(p.y-at.y)*dy,aside=Math.abs((p.x-at.x)*dy)+Math.abs((p.y-at.y)*dx);
    if(p!==at&&ahead>0&&ahead+2*aside<least){least=ahead+2*aside;best=p}}
  if(best)show(best)});
draw();
"""
