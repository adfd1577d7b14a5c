// Draws a chart from the table behind it, which stays what a screen reader, a printer and a browser without scripts get.
// No text and no number of its own: both come from the table.
(() => {
  'use strict';
  if (!window.echarts) return;
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const tones = { red: '--seal', yellow: '--due', green: '--done', grey: '--ink-3', blue: '--calm', ink: '--ink-1' };
  const marks = { red: 'diamond', yellow: 'triangle', green: 'circle', grey: 'rect', blue: 'roundRect', ink: 'rect' };
  const number = (cell) => Number(cell.textContent.replace(/[^0-9.-]/g, '')) || 0;

  function read(box) {
    const table = document.querySelector('#' + box.dataset.table + ' table');
    const heads = Array.from(table.tHead.rows[0].cells);
    const rows = Array.from(table.tBodies[0].rows);
    return {
      names: rows.map((row) => row.cells[0].textContent.trim()),
      series: heads.map((head, at) => ({ head, at })).filter(({ head }) => head.dataset.tone).map(({ head, at }) => ({
        name: head.textContent.trim(),
        tone: head.dataset.tone,
        data: rows.map((row) => number(row.cells[at])),
      })),
    };
  }

  function option(kind, { names, series }) {
    const ink = css('--ink');
    const text = { color: ink, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 };
    const line = { lineStyle: { color: css('--line') } };
    const words = { type: 'category', data: names, axisLine: line, axisTick: { show: false }, axisLabel: { ...text } };
    const values = { type: 'value', minInterval: 1, splitLine: line, axisLabel: { ...text } };
    const bars = kind === 'bars';
    return {
      animation: false,
      textStyle: text,
      grid: { left: 4, right: 16, top: 36, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, textStyle: text, itemWidth: 14, itemHeight: 10 },
      tooltip: {
        trigger: 'axis', renderMode: 'richText', confine: true, textStyle: text,
        backgroundColor: css('--sheet'), borderColor: css('--line'),
      },
      xAxis: bars ? values : words,
      yAxis: bars ? { ...words, inverse: true, axisLabel: { ...text, width: 110, overflow: 'truncate' } } : values,
      series: series.map((one) => {
        const color = css(tones[one.tone]);
        const common = { name: one.name, data: one.data, itemStyle: { color } };
        if (!bars) return { ...common, type: 'line', step: 'end', symbol: marks[one.tone], symbolSize: 7, lineStyle: { color, width: 2 } };
        return {
          ...common, type: 'bar', stack: 'all', barMaxWidth: 22, legendHoverLink: false,
          label: { show: true, color: one.tone === 'grey' ? ink : css('--paper'), fontSize: 12, formatter: (p) => (p.value ? String(p.value) : '') },
        };
      }),
    };
  }

  function draw(box) {
    const data = read(box);
    if (!data.names.length) return null;
    box.style.height = (box.dataset.chart === 'bars' ? 60 + 34 * data.names.length : 260) + 'px';
    const chart = echarts.init(box, null, { renderer: 'svg' });
    chart.setOption(option(box.dataset.chart, data));
    const behind = document.getElementById(box.dataset.table);
    behind.classList.add('is-folded');
    const button = behind.querySelector('[data-unfold]');
    button.hidden = false;
    button.addEventListener('click', () => { behind.classList.remove('is-folded'); button.hidden = true; });
    return chart;
  }

  const boxes = Array.from(document.querySelectorAll('[data-chart]'));
  let charts = boxes.map(draw);
  addEventListener('resize', () => charts.forEach((chart) => chart && chart.resize()));
  matchMedia('(prefers-color-scheme:dark)').addEventListener('change', () => {
    boxes.forEach((box, at) => charts[at] && charts[at].setOption(option(box.dataset.chart, read(box)), true));
  });
})();
