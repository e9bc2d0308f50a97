import { type Journey, said } from './journey.ts'

export const settingUp: Journey = {
  title: 'set up an add-on that does not work before',
  async walk({ hand, whole }) {
    await hand.open('/addons/speaker')
    await hand.press(/^Install$/)
    await hand.arrives('Speaker is installed')
    await hand.follow(/^Set up$/)
    await hand.arrives('Settings of Speaker')
    await hand.sees('Speaker does not work before this is filled in: Bot token.')
    await hand.fill('Bot token', 'tok-5ecret-0123456789')
    await hand.tick('Casual')
    await hand.fill('Own words', 'one\ntwo')
    await hand.choose('Zone', 'C')
    await hand.fill('Hour', '7')
    await hand.tick('Sign replies')
    await hand.press('Save')
    await hand.sees('The settings of Speaker were saved.')
    const needs = await hand.page.getByText('Needs set-up').count()
    const { settings } = (await whole.panel.services.installations.find('speaker')) ?? {}
    return { needs, settings, ...(await said(hand)) }
  },
  ends: {
    needs: 0,
    settings: {
      greeting: 'Hello',
      tone: 'Casual',
      words: ['one', 'two'],
      zone: 'C',
      hour: 7,
      sign: true,
    },
    title: 'The settings of Speaker were saved. · Languages · Souk',
    status: 'The settings of Speaker were saved.',
  },
}
