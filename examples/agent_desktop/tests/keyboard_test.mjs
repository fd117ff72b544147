// A whole call without a mouse.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { commentsOf, openDesktop, popped, ring, startDesktop, told } from './desktop.mjs';

// What has the focus, in whichever frame it is, and whether one sees that it has.
const focused = async (page) => {
  for (const frame of page.frames()) {
    const found = await frame.evaluate(() => {
      const element = document.activeElement;
      if (!document.hasFocus() || element === document.body || element.tagName === 'IFRAME') return null;
      const style = getComputedStyle(element);
      const visible = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      return { name: element.id || element.tagName, visible };
    });
    if (found) return found;
  }
  return { name: 'nothing', visible: true };
};

const tabTo = async (page, wanted) => {
  const passed = [];
  for (let step = 0; step < 20; ++step) {
    await page.keyboard.press('Tab');
    const { name, visible } = await focused(page);
    assert.ok(visible, `one doesn't see that ${name} has the focus`);
    if (name === wanted) return passed;
    passed.push(name);
  }
  return assert.fail(`Tab doesn't reach ${wanted}: ${passed}`);
};

test('a call from its ring to its end by keys alone', async (t) => {
  const desktop = await startDesktop(t);
  const seen = await openDesktop(desktop);
  const { page, adapter } = seen;
  await tabTo(page, 'SUMMARY');
  await page.keyboard.press('Enter');
  assert.deepEqual(await tabTo(page, 'name'), ['from']);
  await page.keyboard.type('Robin Fox');
  await page.keyboard.press('Enter');

  await adapter.locator('#accept:focus').waitFor();
  assert.ok((await focused(page)).visible);
  await page.keyboard.press('Enter');
  const id = await popped(seen);
  await adapter.locator('#words:focus').waitFor();
  await page.keyboard.type('Typed');
  await page.keyboard.press('Enter');
  await page.keyboard.type('in two lines');
  await page.keyboard.press('Control+Enter');
  await told(seen, 'Comment: in the CRM');
  await tabTo(page, 'code');
  await page.keyboard.type('Cal');
  assert.deepEqual(await tabTo(page, 'notes'), []);
  await page.keyboard.type('Tomorrow');
  await page.keyboard.press('Enter');
  await told(seen, 'Disposition: in the CRM');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  assert.deepEqual(await focused(page), { name: 'hang_up', visible: true });
  await page.keyboard.press('Space');
  await told(seen, 'End of the call: in the CRM');

  const [, comment, disposition] = await commentsOf(desktop, id);
  assert.equal(comment, 'Typed\nin two lines');
  assert.equal(disposition, 'Disposition\nCode: Callback agreed\nNotes: Tomorrow');
});

test('Escape declines, and Enter accepts from anywhere in the adapter', async (t) => {
  const desktop = await startDesktop(t);
  const { page, adapter } = await openDesktop(desktop);
  await adapter.getByRole('heading', { name: 'Waiting for calls' }).click();
  await ring(desktop, { from: '+12025559870' });
  await adapter.locator('#accept:focus').waitFor();
  await page.keyboard.press('Escape');
  await adapter.getByRole('heading', { name: 'Waiting for calls' }).waitFor();

  await ring(desktop, { from: '+12025559871' });
  await adapter.getByText('Incoming call').click();
  await page.keyboard.press('Enter');
  await adapter.getByText('In a call').waitFor();
});

test('keys that are meant for the page around it accept no call', async (t) => {
  const desktop = await startDesktop(t);
  const { page, adapter } = await openDesktop(desktop);
  await tabTo(page, 'SUMMARY');
  await ring(desktop, { from: '+12025559872' });
  await adapter.getByText('Incoming call').waitFor();
  assert.equal((await focused(page)).name, 'SUMMARY');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await adapter.getByText('Incoming call').waitFor();
  await tabTo(page, 'accept');
});
