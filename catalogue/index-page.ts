import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The one page for people: what this address is. Nothing of the add-ons' own text is on it. */
export const indexPage = async (dir: string) => {
  const expires = await timestampExpires(dir)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Souk add-on catalogue</title>
<link rel="icon" href="data:,">
</head>
<body>
<h1>Souk add-on catalogue</h1>
<p>This address serves signed files to help desks. To look at add-ons, open Add-ons in your help desk.</p>
<p>${expires ? `The list was signed to be used until <time datetime="${expires}">${expires}</time>.` : 'Nothing has been published here yet.'}</p>
<p><a href="root.json">First trusted root</a>, for the setting <code>CATALOGUE_ROOT</code> of a help desk.</p>
</body>
</html>
`
}

const timestampExpires = async (dir: string) => {
  try {
    const { signed } = JSON.parse(await readFile(join(dir, 'metadata', 'timestamp.json'), 'utf8'))
    return new Date(signed.expires).toISOString()
  } catch {
    return undefined
  }
}
