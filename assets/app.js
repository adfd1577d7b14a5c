// Small helps on top of pages that work without them. No text of its own: words come from the page, so both languages hold.
// Nothing typed is sent, stored or logged from here; unsent text lives in its field only.
(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const chars = (text) => Array.from(text).length; // code points, as the server counts

  // ---- copy, print ----
  async function copy(button) {
    const source = document.querySelector(button.dataset.copy);
    if (!source) return;
    const text = source.textContent.replace(/\s+/g, '');
    let done = false;
    try {
      await navigator.clipboard.writeText(text); // only on https or loopback
      done = true;
    } catch {
      getSelection().selectAllChildren(source);
      try { done = document.execCommand('copy'); } catch { /* the code stays selected: copy by hand */ }
    }
    if (done && button.dataset.copied) button.textContent = button.dataset.copied;
  }

  // ---- one press, one submission; leaving with unsent text ----
  const unsent = new Set();
  addEventListener('beforeunload', (event) => {
    if (unsent.size) { event.preventDefault(); event.returnValue = ''; }
  });
  addEventListener('pageshow', () => all('form[data-sent]').forEach((form) => delete form.dataset.sent));
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.dataset.sent !== undefined) { event.preventDefault(); return; }
    if (form.dataset.once !== undefined) form.dataset.sent = '';
    unsent.delete(form);
  });

  // ---- one's own phone number, name … in a text meant to be anonymous ----
  // General patterns only; a false alarm costs a glance, so they are wide. The surnames are the hundred most common.
  const surnames = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤';
  const pii = {
    phone: /(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}(?![0-9])|(?<![0-9])0[0-9]{2,3}[- ][0-9]{7,8}(?![0-9])/,
    id: /(?<![0-9])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9][0-9]{3}[0-9Xx](?![0-9])/,
    mail: /[\w.+-]+@[\w-]+\.[\w.]+/,
    staff: /(?:工号|员工号|编号|staff (?:id|no))[^0-9\n]{0,4}[0-9]{3,}/i,
    name: new RegExp('(?:我叫|姓名|署名|联系人)[是为::,, ]{0,2}[' + surnames + '][\\u4e00-\\u9fff]'
      + '|(?:我是|本人)[' + surnames + '][\\u4e00-\\u9fff]{1,2}(?![\\u4e00-\\u9fff])|my name is', 'i'),
  };
  const half = (text) => text.normalize('NFKC'); // full-width digits and @ count too
  function warn(field) {
    const box = document.querySelector(field.dataset.pii);
    if (!box) return;
    const text = half(field.value);
    all('[data-pii-kind]', box).forEach((line) => {
      const pattern = pii[line.dataset.piiKind];
      line.hidden = !(pattern && pattern.test(text));
    });
  }

  // ---- "is it this?": the published problems are fetched once, when the page opens and not when one writes, and compared
  // here by shared pairs of characters; no query leaves the phone ----
  function pairs(text) {
    const out = new Set();
    for (const run of half(text).toLowerCase().match(/[\p{L}\p{N}]+/gu) || []) {
      const list = Array.from(run);
      for (let i = 0; i + 1 < list.length; i++) out.add(list[i] + list[i + 1]);
    }
    return out;
  }
  const known = new WeakMap();
  function suggest(field) {
    const box = document.querySelector(field.dataset.known);
    const list = box && known.get(box);
    if (!list) return;
    const mine = pairs(field.value);
    const rows = list.filter(([, theirs]) => {
      let shared = 0;
      theirs.forEach((pair) => { if (mine.has(pair)) shared++; });
      return shared >= 2;
    }).slice(0, 5).map(([row]) => row);
    box.querySelector('ul').replaceChildren(...rows);
    box.hidden = rows.length === 0;
    if (rows.length) box.open = true;
  }
  async function learn(field) {
    const box = document.querySelector(field.dataset.known);
    if (!box || !box.dataset.knownFrom) return;
    try {
      const answer = await fetch(box.dataset.knownFrom, { credentials: 'omit', referrerPolicy: 'no-referrer' });
      if (!answer.ok) return;
      known.set(box, (await answer.json()).map((problem) => {
        const row = document.createElement('li');
        const name = document.createElement('b');
        name.textContent = problem.text;
        row.append(name);
        if (problem.done) {
          const done = document.createElement('span');
          done.className = 'soft';
          done.textContent = problem.done;
          row.append(document.createElement('br'), done);
        }
        return [row, pairs(problem.text)];
      }));
      // The script says all there is to say while one writes, so the server need not ask once more.
      all('[data-seen]', field.form || document).forEach((seen) => { seen.value = seen.dataset.seen; });
      if (field.value) suggest(field);
    } catch { /* without the list the form works as without a script */ }
  }

  function count(output) {
    const field = document.getElementById(output.dataset.count);
    if (!field) return;
    const n = chars(field.value);
    const max = Number(output.dataset.max) || 0;
    output.textContent = max ? n + ' / ' + max : String(n);
    output.classList.toggle('is-over', max > 0 && n > max);
  }

  let timer = 0;
  document.addEventListener('input', (event) => {
    const field = event.target;
    const form = field.closest('form[data-unsent]');
    if (form) {
      const typed = all('textarea,input:not([type=hidden],[type=radio],[type=checkbox])', form).some((f) => f.value !== f.defaultValue);
      if (typed) unsent.add(form); else unsent.delete(form);
    }
    all('[data-count]').filter((o) => o.dataset.count === field.id).forEach(count);
    if (field.dataset.pii || field.dataset.known) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (field.dataset.pii) warn(field);
        if (field.dataset.known) suggest(field);
      }, 400);
    }
  });
  document.addEventListener('change', (event) => {
    const field = event.target;
    if (field.matches('[data-autosubmit]') && field.form) field.form.requestSubmit();
    if (field.matches('[data-keys-off]')) setKeys(field.checked);
  });
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy],[data-print]');
    if (!button) return;
    if (button.dataset.copy) copy(button); else print();
  });

  // ---- single-key acts ----
  function setKeys(off) {
    root.classList.toggle('keys-off', off);
    try { if (off) localStorage.setItem('keys', 'off'); else localStorage.removeItem('keys'); } catch { /* storage refused: this page only */ }
  }
  let off = false;
  try { off = localStorage.getItem('keys') === 'off'; } catch { /* as above */ }
  root.classList.toggle('keys-off', off);
  document.addEventListener('keydown', (event) => {
    const bench = document.querySelector('[data-keys]');
    if (!bench || root.classList.contains('keys-off')) return;
    if (event.defaultPrevented || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target;
    if (at.isContentEditable || at.matches('input:not([type=checkbox],[type=radio]),textarea,select')) {
      if (event.key === 'Escape') at.blur();
      return;
    }
    if (event.key === 'Enter' && at.closest('a,button,summary')) return; // Enter belongs to what has the focus
    const key = event.key.toLowerCase();
    const target = all('[data-key]', bench).find((el) => el.dataset.key.toLowerCase().split(' ').includes(key) && !el.disabled);
    if (!target) return;
    event.preventDefault();
    target.click();
    if (target.tagName === 'SUMMARY' && target.parentElement.open) {
      const first = target.parentElement.querySelector('input:not([type=hidden]),select,textarea');
      if (first) first.focus();
    } else if (target.matches('input,select,textarea')) target.focus();
  });

  // ---- at start, and for what htmx brings ----
  function start(within) {
    all('[data-count]', within).forEach(count);
    all('[data-keys-off]', within).forEach((box) => { box.checked = root.classList.contains('keys-off'); });
    all('textarea[data-pii]', within).forEach((field) => { if (field.value) warn(field); });
    all('textarea[data-known]', within).forEach(learn);
    const errors = within.querySelector('.notice-error[role=alert]');
    if (errors) errors.focus();
  }
  const ready = () => start(document);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', ready); else ready();
  document.addEventListener('htmx:load', (event) => { if (event.target !== document.body) start(event.target); });
})();
