// SPDX-License-Identifier: EUPL-1.2
// Bundles the published NL Design System component styles, the two themes and our own styles into one small file, and puts fonts
// and drawings beside it. Usage: node build.mjs [output folder]
//
// Small because of two prunings: a rule stays only when every class it needs is written somewhere in a component of this project,
// and a design token stays only when a kept rule or a kept token refers to it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const here = path.dirname(fileURLToPath(import.meta.url));
const project = path.dirname(here);
const out = path.resolve(process.argv[2] ?? path.join(project, 'wwwroot'));
const lock = path.join(here, '.build-lock');

// Two builds at once (an IDE and a shell, or two target projects) must not install into the same folder.
await withLock(async () => {
  installPackages();
  await build();
}).catch(error => {
  // The style compiler's errors carry the whole source; its message and place are enough.
  console.error(`${error.message} ${error.loc ? JSON.stringify(error.loc) : ''}`);
  process.exit(1);
});

async function withLock(work) {
  for (let waited = 0; ; waited += 200) {
    try {
      fs.mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      // A build that was killed leaves its lock behind; no build takes five minutes.
      const age = Date.now() - (fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > 300_000 || waited > 300_000) fs.rmSync(lock, { recursive: true, force: true });
      else await new Promise(resolve => setTimeout(resolve, 200));
    }
  }
  try {
    await work();
  } finally {
    fs.rmSync(lock, { recursive: true, force: true });
  }
}

function installPackages() {
  const wanted = createHash('sha256').update(fs.readFileSync(path.join(here, 'package-lock.json'))).digest('hex');
  const stamp = path.join(here, 'node_modules', '.installed');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return;
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: here, stdio: ['ignore', 'ignore', 'inherit'] });
  fs.writeFileSync(stamp, wanted);
}

async function build() {
  const { transform } = await import('lightningcss');
  const modules = path.join(here, 'node_modules');
  const read = file => fs.readFileSync(path.join(here, file), 'utf8');
  const used = usedClasses();

  const packages = [
    '@utrecht/component-library-css/dist/index.css',
    ...['heading', 'paragraph', 'link', 'button', 'skip-link', 'data-badge'].map(
      name => `@nl-design-system-candidate/${name}-css/dist/${name}.css`),
  ].map(file => fs.readFileSync(path.join(modules, file), 'utf8').replace(/@charset[^;]*;/g, '').replace(/\/\*# sourceMappingURL[^*]*\*\//g, ''));
  const own = fs.readdirSync(path.join(here, 'src')).sort().map(file => read(`src/${file}`));
  const themes = fs.readdirSync(path.join(here, 'themes')).sort().map(file => read(`themes/${file}`));
  // A file of its own: three times the size of our theme, and only few sites use it.
  const example = fs.readFileSync(path.join(modules, '@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css'), 'utf8');

  // Rules first: they say which tokens are needed.
  const minify = code => transform({
    filename: 'onkreukbaar.css', code: Buffer.from(code), minify: true,
    targets: { chrome: 111 << 16, firefox: 113 << 16, safari: (16 << 16) | (4 << 8) },
  }).code.toString();
  const rules = pruneRules(minify([...packages, ...own].join('\n')), used);
  const tokens = pruneTokens(minify(themes.join('\n')), rules);
  const exampleTokens = pruneTokens(minify(example), rules + tokens);
  const faces = fontFaces();
  const notice = '/*! Onkreukbaar, EUPL-1.2. With NL Design System and Utrecht components (EUPL-1.2), Fira Sans and Source Serif 4 (OFL-1.1). */\n';
  const css = notice + minify(faces.css) + tokens + rules;

  const files = new Map([['onkreukbaar.css', Buffer.from(css)], ['voorbeeld.css', Buffer.from(notice + exampleTokens)]]);
  for (const [name, source] of faces.files) files.set(name, fs.readFileSync(path.join(modules, source)));
  for (const file of fs.readdirSync(path.join(here, 'assets'))) files.set(file, fs.readFileSync(path.join(here, 'assets', file)));
  for (const [name, content] of [...files])
    if (/\.(css|svg)$/.test(name))
      files.set(`${name}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));

  fs.mkdirSync(out, { recursive: true });
  for (const file of fs.readdirSync(out)) if (!files.has(file)) fs.rmSync(path.join(out, file), { recursive: true });
  for (const [name, content] of files) {
    const temporary = path.join(out, `${name}.${process.pid}.tmp`);
    fs.writeFileSync(temporary, content);
    fs.renameSync(temporary, path.join(out, name));
  }
  reportMissingTokens(rules, tokens);
  console.log(`onkreukbaar.css: ${(css.length / 1024).toFixed(1)} kB, ${(files.get('onkreukbaar.css.br').length / 1024).toFixed(1)} kB compressed`);
}

/** Every class name with one of our prefixes that occurs in a component or its code. */
function usedClasses() {
  const names = new Set();
  const visit = folder => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      if (['css', 'wwwroot', 'bin', 'obj'].includes(entry.name)) continue;
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) visit(file);
      else if (/\.(razor|cs)$/.test(entry.name))
        for (const [name] of fs.readFileSync(file, 'utf8').matchAll(/\b(?:utrecht|nl|ob)-[a-z0-9_-]*[a-z0-9]/g)) names.add(name);
    }
  };
  visit(project);
  return names;
}

/** Drops rules of minified CSS whose selectors need a class that no component writes; goes into @media and the like. */
function pruneRules(css, used) {
  let result = '';
  for (let at = 0; at < css.length;) {
    const brace = next(css, at, '{;');
    if (brace < 0) break;
    if (css[brace] === ';') {
      result += css.slice(at, brace + 1);
      at = brace + 1;
      continue;
    }
    const end = next(css, brace + 1, '}');
    const head = css.slice(at, brace);
    const body = css.slice(brace + 1, end);
    if (/^@(media|supports|layer|container)/.test(head)) {
      const inner = pruneRules(body, used);
      if (inner) result += `${head}{${inner}}`;
    } else if (head.startsWith('@')) {
      result += `${head}{${body}}`;
    } else {
      const kept = split(head).filter(selector => isUsed(selector, used));
      if (kept.length && body) result += `${kept.join(',')}{${body}}`;
    }
    at = end + 1;
  }
  return result;
}

function isUsed(selector, used) {
  let rest = '';
  for (let at = 0; at < selector.length;) {
    const match = /^:(not|is|where|has)\(/.exec(selector.slice(at));
    if (!match) {
      rest += selector[at++];
      continue;
    }
    const start = at + match[0].length;
    const end = next(selector, start, ')');
    if (match[1] !== 'not' && !split(selector.slice(start, end)).some(inner => isUsed(inner, used))) return false;
    at = end + 1;
  }
  return [...rest.matchAll(/\.((?:utrecht|nl|ob)-[\w-]+)/g)].every(([, name]) => used.has(name));
}

/** Position of the next of these characters outside quotes and brackets, or -1. */
function next(text, from, characters) {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    if (quote) {
      if (c === '\\') at++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (depth === 0 && characters.includes(c)) return at;
    else if ('({['.includes(c)) depth++;
    else if (')}]'.includes(c)) depth--;
  }
  return -1;
}

function split(list, separator = ',') {
  const parts = [];
  let at = 0;
  for (let found; (found = next(list, at, separator)) >= 0; at = found + 1) parts.push(list.slice(at, found));
  return [...parts, list.slice(at)];
}

/** Keeps the declarations `--name: value` that are reachable from a var() in the rules; takes and gives minified, flat CSS. */
function pruneTokens(themes, rules) {
  const references = text => [...text.matchAll(/var\(\s*(--[\w-]+)/g)].map(match => match[1]);
  const blocks = [];
  for (let at = 0; at < themes.length;) {
    const brace = next(themes, at, '{');
    if (brace < 0) break;
    const end = next(themes, brace + 1, '}');
    blocks.push([themes.slice(at, brace), split(themes.slice(brace + 1, end), ';').filter(Boolean)]);
    at = end + 1;
  }
  const values = new Map();
  for (const [, declarations] of blocks)
    for (const declaration of declarations) {
      const name = declaration.slice(0, declaration.indexOf(':'));
      values.set(name, `${values.get(name) ?? ''} ${declaration}`);
    }
  const reachable = new Set();
  const queue = references(rules);
  while (queue.length) {
    const name = queue.pop();
    if (reachable.has(name)) continue;
    reachable.add(name);
    queue.push(...references(values.get(name) ?? ''));
  }
  return blocks.map(([head, declarations]) =>
    `${head}{${declarations.filter(d => !d.startsWith('--') || reachable.has(d.slice(0, d.indexOf(':')))).join(';')}}`).join('');
}

function fontFaces() {
  const latin = 'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD';
  const extended = 'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF';
  const files = new Map();
  let css = '';
  for (const [family, folder, weights] of [['Fira Sans', 'fira-sans', [400, 500, 600]], ['Source Serif 4', 'source-serif-4', [600]]])
    for (const weight of weights)
      for (const [subset, range] of [['latin-ext', extended], ['latin', latin]]) {
        const name = `${folder}-${subset}-${weight}-normal.woff2`;
        files.set(name, `@fontsource/${folder}/files/${name}`);
        css += `@font-face{font-family:"${family}";font-style:normal;font-weight:${weight};font-display:swap;src:url(${name}) format("woff2");unicode-range:${range}}`;
      }
  return { css, files };
}

/** A token of our own layer that no theme gives a value is a mistake; published components have many optional ones. */
function reportMissingTokens(rules, tokens) {
  const declared = new Set([...(rules + tokens).matchAll(/(--[\w-]+)\s*:/g)].map(match => match[1]));
  const missing = new Set([...(rules + tokens).matchAll(/var\(\s*(--ob-[\w-]+)\s*\)/g)].map(match => match[1]).filter(name => !declared.has(name)));
  if (missing.size) {
    console.error(`Tokens without a value: ${[...missing].join(', ')}`);
    process.exitCode = 1;
  }
}
