/**
 * The one script of the page: sorts, finds, zooms. It makes no element from text and asks nobody for anything; without it
 * the page shows the same. Long tables show their first rows until asked for all.
 */
export const pageScript = `
(function(){'use strict';
var PAGE=200,doc=document;
doc.documentElement.className='js';
[].forEach.call(doc.querySelectorAll('.tools,.find'),function(e){e.hidden=false});
[].forEach.call(doc.querySelectorAll('table'),function(table){
  var body=table.tBodies[0],rows=[].slice.call(body.rows),heads=[].slice.call(table.tHead.rows[0].cells);
  var long=table.id==='tasks',more=doc.getElementById('more'),count=doc.getElementById('count'),find=doc.getElementById('find');
  var all=false,texts=null;
  function words(){if(!texts){texts=new Map();rows.forEach(function(r){texts.set(r,r.textContent.toLowerCase())})}return texts}
  function show(){
    var wanted=rows;
    if(long&&find.value.trim()!==''){
      var parts=find.value.toLowerCase().split(/\\s+/),known=words();
      wanted=rows.filter(function(r){return parts.every(function(p){return known.get(r).indexOf(p)!==-1})});
    }
    var shown=long&&!all?wanted.slice(0,PAGE):wanted;
    body.textContent='';
    var piece=doc.createDocumentFragment();
    shown.forEach(function(r){piece.appendChild(r)});
    body.appendChild(piece);
    if(!long)return;
    more.hidden=shown.length===wanted.length;
    more.textContent='Show all '+wanted.length;
    count.textContent=wanted.length===rows.length?rows.length+' in all':wanted.length+' of '+rows.length;
  }
  function value(row,at){var c=row.cells[at],v=c.getAttribute('data-v');return v===null?c.textContent.trim().toLowerCase():Number(v)}
  heads.forEach(function(head,at){
    head.firstElementChild.addEventListener('click',function(){
      var was=head.getAttribute('aria-sort'),numeric=rows.length>0&&rows[0].cells[at].hasAttribute('data-v');
      var up=was===null?!numeric:was==='descending';
      heads.forEach(function(h){h.removeAttribute('aria-sort')});
      head.setAttribute('aria-sort',up?'ascending':'descending');
      var keyed=rows.map(function(r,i){return{r:r,k:value(r,at),i:i}});
      keyed.sort(function(a,b){return(a.k<b.k?-1:a.k>b.k?1:0)*(up?1:-1)||a.i-b.i});
      rows=keyed.map(function(x){return x.r});
      show();
    });
  });
  if(!long)return;
  var timer=0;
  find.addEventListener('input',function(){clearTimeout(timer);timer=setTimeout(show,120)});
  more.addEventListener('click',function(){all=true;show()});
  addEventListener('beforeprint',function(){all=true;show()});
  show();
});
var line=doc.getElementById('timeline');
[].forEach.call(doc.querySelectorAll('[data-zoom]'),function(button){
  button.addEventListener('click',function(){
    var middle=(line.scrollLeft+line.clientWidth/2)/line.scrollWidth;
    line.className='scroll '+button.getAttribute('data-zoom');
    line.scrollLeft=middle*line.scrollWidth-line.clientWidth/2;
    [].forEach.call(doc.querySelectorAll('[data-zoom]'),function(b){b.setAttribute('aria-pressed',String(b===button))});
  });
});
})();
`;
