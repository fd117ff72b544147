// What it looks like: screenshots to look at, and what a program can see of it.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { accept, openDesktop, ring, shoot, startDesktop, told } from './desktop.mjs';

const sizes = [{ width: 1280, height: 800 }, { width: 360, height: 800 }];
const caller = { from: '+12025559876', name: 'Maximiliane von Hohenstein-Württemberg' };

// The pieces of a page that are cut off, or wider than it.
const overflowing = (page) => Promise.all(page.frames().map((frame) => frame.evaluate(() =>
  [...document.querySelectorAll('body, body *')].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 1 && (left < -1 || right > window.innerWidth + 1);
  }).map((element) => element.id || element.tagName)))).then((lists) => lists.flat());

// The least contrast of a text to its background (WCAG 2.2 §1.4.3 wants 4.5).
const leastContrast = (frame) => frame.evaluate(() => {
  const parse = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const backOf = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const [r, g, b, a = 1] = parse(getComputedStyle(e).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const texts = [...document.querySelectorAll('body *')].filter((element) => element.checkVisibility() &&
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()));
  return texts.map((element) => {
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(backOf(element))].sort((x, y) => y - x);
    return { ratio: (a + 0.05) / (b + 0.05), text: element.textContent.slice(0, 40) };
  }).reduce((least, one) => (one.ratio < least.ratio ? one : least), { ratio: 21 });
});

const check = async (seen) => {
  assert.deepEqual(await overflowing(seen.page), []);
  const ours = [seen.page.mainFrame(), seen.page.frame('adapter_frame')];
  for (const frame of ours) {
    const { ratio, text } = await leastContrast(frame);
    assert.ok(ratio >= 4.5, `"${text}": contrast ${ratio}`);
  }
};

for (const viewport of sizes) {
  for (const colorScheme of ['light', 'dark']) {
    const name = `${viewport.width}_${colorScheme}`;
    test(`looks right at ${viewport.width} px, ${colorScheme}`, async (t) => {
      const desktop = await startDesktop(t);
      const seen = await openDesktop(desktop, { viewport, colorScheme });
      await shoot(seen, `${name}_1_waiting`);
      await check(seen);
      await seen.page.getByText('Simulate', { exact: true }).click();
      await shoot(seen, `${name}_2_simulator`);
      await check(seen);
      await seen.page.getByText('Simulate', { exact: true }).click();

      // The second call is of somebody whom the CRM knows.
      await ring(desktop, caller);
      await accept(seen);
      await seen.adapter.getByRole('button', { name: 'Hang up' }).click();
      await told(seen, 'End of the call: in the CRM');
      await ring(desktop, caller);
      await seen.adapter.getByText('open tickets').waitFor();
      await seen.adapter.getByText('an open one').waitFor();
      await shoot(seen, `${name}_3_ringing`);
      await check(seen);

      await accept(seen);
      await seen.adapter.getByLabel('Comment').fill('Wants a copy of the invoice.');
      await seen.adapter.getByRole('button', { name: 'Send' }).click();
      await told(seen, 'Comment: in the CRM');
      await seen.record.getByText('Call ended').waitFor();
      await shoot(seen, `${name}_4_talking`);
      await check(seen);
    });
  }
}
