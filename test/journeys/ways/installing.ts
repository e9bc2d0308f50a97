import type { Hand } from '../../support/ways.ts'
import { installed, type Journey, said } from './journey.ts'

const install: Journey = {
  title: 'install French by one press, and go to manage it',
  async walk({ hand, whole }) {
    await hand.open('/addons/french')
    await hand.press(/^Install$/)
    await hand.arrives('French is installed')
    const told = await said(hand)
    await hand.follow('Manage')
    await hand.arrives('Languages')
    const { pathname, hash } = new URL(hand.page.url())
    return { told, here: pathname + hash, installed: await installed(whole) }
  },
  ends: {
    told: { title: 'French is installed · Souk', status: 'French is installed' },
    here: '/languages#french',
    installed: ['French'],
  },
}

/** Saves a language in the profile, whose words are those of the language until now. */
const speak = async (hand: Hand, one: { field: string; option: string; save: string; code: string }) => {
  await hand.open('/profile')
  await hand.choose(one.field, one.option)
  await hand.press(one.save)
  await hand.page.locator(`html[lang=${one.code}]`).waitFor()
}

const chooseFrench: Journey = {
  title: 'have the panel speak French, and English again',
  async walk({ hand }) {
    await speak(hand, { field: 'Language', option: 'Français', save: 'Save', code: 'fr' })
    const french = await said(hand)
    await speak(hand, { field: 'Langue', option: 'English', save: 'Enregistrer', code: 'en' })
    return { french, english: await said(hand) }
  },
  ends: {
    french: {
      title: 'Votre profil a été enregistré. · Votre profil · Souk',
      status: 'Votre profil a été enregistré.',
    },
    english: { title: 'Your profile was saved. · Your profile · Souk', status: 'Your profile was saved.' },
  },
}

const switchOff: Journey = {
  title: 'switch French off, so that nobody can choose it',
  async walk({ hand, whole }) {
    await hand.open('/languages')
    await hand.press('Deactivate French')
    await hand.page.getByRole('button', { name: 'Activate French', exact: true }).waitFor()
    const told = await said(hand)
    await hand.open('/profile')
    const choice = await hand.page.locator('[name=language] option[value=fr]').count()
    return { told, choice, installed: await installed(whole) }
  },
  ends: {
    told: { title: 'French is no longer active · Languages · Souk', status: 'French is no longer active' },
    choice: 0,
    installed: ['French, off'],
  },
}

const uninstall: Journey = {
  title: 'uninstall French, and be offered it again',
  async walk({ hand, whole }) {
    await hand.open('/languages')
    await hand.follow('Uninstall French')
    await hand.arrives('Uninstall French?')
    await hand.tick('Delete them')
    await hand.press('Uninstall')
    await hand.sees('French is uninstalled')
    const told = await said(hand)
    await hand.open('/addons/french')
    await hand.page.getByRole('button', { name: 'Install', exact: true }).waitFor()
    return { told, installed: await installed(whole) }
  },
  ends: {
    told: { title: 'French is uninstalled · Languages · Souk', status: 'French is uninstalled' },
    installed: [],
  },
}

export const installing = [install, chooseFrench, switchOff, uninstall]
