import { type Journey, said } from './journey.ts'

export const signingIn: Journey = {
  title: 'sign in, the password being wrong at first',
  async walk({ hand }) {
    await hand.open('/addons?sort=name')
    await hand.arrives('Sign in')
    await hand.fill('E-mail', 'ada@example.com')
    await hand.fill('Password', 'wrong-password')
    await hand.press('Sign in')
    await hand.sees('E-mail address and password do not belong together.')
    const wrong = {
      title: await hand.page.title(),
      email: await hand.page.getByLabel('E-mail').inputValue(),
      password: await hand.page.getByLabel('Password').inputValue(),
    }
    await hand.fill('Password', 'demo-password')
    await hand.press('Sign in')
    await hand.arrives('Add-ons')
    return { wrong, ...(await said(hand)), order: new URL(hand.page.url()).search }
  },
  ends: {
    wrong: { title: 'Error: Sign in · Souk', email: 'ada@example.com', password: '' },
    title: 'Add-ons · Souk',
    status: '',
    order: '?sort=name',
  },
}

export const mistaken: Journey = {
  title: 'be led to what is wrong in a form',
  async walk({ hand }) {
    await hand.open('/profile/password')
    await hand.fill('Current password', 'demo-password')
    await hand.fill('New password', 'short')
    await hand.press('Change password')
    await hand.page.locator('#problems').waitFor()
    const told = await said(hand)
    await hand.follow('Choose a password of at least 12 characters.')
    const field = hand.page.locator(':target')
    return { ...told, invalid: await field.getAttribute('aria-invalid'), id: await field.getAttribute('id') }
  },
  ends: { title: 'Error: Change password · Souk', status: '', invalid: 'true', id: 'password' },
}
