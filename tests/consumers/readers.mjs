// What other programs of the register make of a text: one JSON request in a line of standard input, one answer in a line
// of standard output. `tests/suite/consumers.rs` copies this file beside its packages and compares.
//
// - mdx: @mdx-js/mdx with the plugins and the preprocessing of Docusaurus 3; `refused` says why it stops, `lost` what it
//   does not show as text
// - yaml: js-yaml 3, as gray-matter has it; front: gray-matter
// - slug: github-slugger, for headings in order
import { createInterface } from 'node:readline'
import { compile, run } from '@mdx-js/mdx'
import remarkGfm from 'remark-gfm'
import remarkDirective from 'remark-directive'
import remarkComment from '@slorber/remark-comment'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { visit } from 'unist-util-visit'
import * as runtime from 'react/jsx-runtime'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import yaml from 'js-yaml'
import matter from 'gray-matter'
import GithubSlugger from 'github-slugger'

console.error = () => {}
console.warn = () => {}
const admonitions = 'secondary|info|success|danger|note|tip|warning|important|caution'

function prepare(text) {
  return text
    .replaceAll(/(?<begin>^|\r?\n) *(?<mark>````?) *mdx-code-block\r?\n(?<inside>.*?)\r?\n *\k<mark>(?:\r?\n|$)/gs, '$<begin>$<inside>\n')
    .replaceAll(/(?:^|\n)#{1,6}(?!#).*/g, (line) => line.replace('{#', '\\{#').replace('\\\\{#', '\\{#'))
    .replaceAll(
      new RegExp(`^((?:> ?)*)((?: +|\\t+)?)(:{3,}(?:${admonitions})) +(.*)$`, 'gm'),
      (_, quote, indent, directive, title) => `${quote}${indent}${directive}[${title}]`,
    )
}

const isComment = (value) => /^\s*\/\*([^*]|\*(?!\/))*\*\/\s*$/.test(value)

function collect(lost, source) {
  return () => (tree) => {
    visit(tree, (node) => {
      if (/^mdx(Text|Flow)Expression$/.test(node.type) && !isComment(node.value)) lost.push(`{${node.value}}`)
      if (node.type === 'mdxjsEsm') lost.push(node.value)
      const length = node.position?.end.offset - node.position?.start.offset
      if (node.type === 'textDirective' && length > 1 + node.name.length) lost.push(`:${node.name}`)
      if (node.type === 'leafDirective') lost.push(`::${node.name}`)
      if (node.type === 'containerDirective' && !admonitions.split('|').includes(node.name)) lost.push(`:::${node.name}`)
      const shown = source.slice(node.position?.start.offset, node.position?.end.offset)
      if (node.type === 'containerDirective' && !/\n[ \t>]*:{3,}[ \t]*$/.test(shown)) lost.push('an open box')
      if (/^(link|image)$/.test(node.type) && !URL.canParse(node.url, 'unspecified://')) lost.push(node.url)
      if (/^mdxJsx/.test(node.type) && !/^[a-zA-Z][a-zA-Z0-9-]*$/.test(node.name ?? '')) lost.push(`<${node.name}>`)
      const before = source.slice(0, node.position?.start.offset)
      if (node.type === 'paragraph' && /-->\S$/.test(before)) lost.push('a character behind a comment')
      if (/Directive$/.test(node.type)) node.data = { hName: 'div' }
    })
  }
}

async function mdx({ text }) {
  const lost = []
  visit(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }), 'code', (node) => {
    if (/^\s/.test(text.slice(node.position.start.offset))) lost.push('indented code')
  })
  try {
    const source = prepare(text)
    const remarkPlugins = [remarkDirective, remarkGfm, remarkComment, collect(lost, source)]
    const code = await compile(source, { remarkPlugins, format: 'mdx', outputFormat: 'function-body' })
    const Head = () => null
    if (lost.length === 0) {
      const { default: Content } = await run(code, { ...runtime, baseUrl: 'file:///x/' })
      renderToStaticMarkup(createElement(Content, { components: { Head } }))
    }
    return { refused: null, lost }
  } catch (error) {
    return { refused: String(error.message ?? error), lost }
  }
}

const attempt = (read) => {
  try {
    return { value: read() ?? null, refused: null }
  } catch (error) {
    return { value: null, refused: String(error.reason ?? error.message ?? error) }
  }
}

// Dates are marked, so that they differ from text.
const plain = (value) =>
  value instanceof Date
    ? { date: Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString() }
    : value instanceof Uint8Array
      ? { binary: true }
      : Array.isArray(value)
        ? value.map(plain)
        : typeof value === 'number' && !Number.isFinite(value)
          ? { number: String(value) }
          : typeof value === 'object' && value !== null
            ? Object.fromEntries(Object.entries(value).map(([key, value]) => [key, plain(value)]))
            : value

const answer = {
  mdx,
  yaml: ({ text }) => attempt(() => plain(yaml.safeLoad(text))),
  front: ({ text }) => attempt(() => plain(matter(text, {}).data)),
  slug: ({ headings }) => {
    const slugger = new GithubSlugger()
    return headings.map((heading) => slugger.slug(heading))
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  console.log(JSON.stringify(await answer[request.kind](request)))
}
