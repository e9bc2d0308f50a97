import { ask } from './asking.js'
import { forget } from './forgetting.js'
import { resultsPage } from './results.js'
import { surveyPage } from './survey.js'

export default {
  events: { 'conversation.closed': ask },
  pages: { survey: surveyPage, results: resultsPage },
  schedule: forget,
}
