// Compiles pages as Docusaurus would: reads [[path, text]…] as JSON and writes, for each page, the text of all cells
// and headings and the kinds of nodes in them, or the error.
import { compile } from '@mdx-js/mdx'
import remarkDirective from 'remark-directive'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import { text } from 'node:stream/consumers'

// A comment is not shown.
const comment = (node) => node.type === 'mdxTextExpression' && /^\/\*[^*]*\*\/$/.test(node.value)
const children = (node) => (node.children ?? []).filter((child) => !comment(child))
const words = (node) => node.value ?? children(node).map(words).join('')
const kinds = (node) => [node.type, ...children(node).flatMap(kinds)]
const pages = JSON.parse(await text(process.stdin))
const out = []
for (const [path, page] of pages) {
  const cells = []
  const visit = (node) => {
    if (node.type === 'tableCell' || node.type === 'heading') cells.push([words(node), kinds(node).slice(1)])
    else (node.children ?? []).forEach(visit)
  }
  try {
    await compile(page, { format: 'mdx', remarkPlugins: [remarkFrontmatter, remarkGfm, remarkDirective, () => visit] })
    out.push([path, cells])
  } catch (error) {
    out.push([path, String(error)])
  }
}
process.stdout.write(JSON.stringify(out))
