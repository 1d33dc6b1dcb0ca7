// What to try with two windows: the story of the demo.

import { Card } from '../components/card.tsx'
import { Icon } from '../components/icon.tsx'
import { hrefOfDatabase, otherDevice } from '../database.ts'

export function StoryCard() {
  return (
    <Card title="Watch two devices converge">
      <ol className="story">
        <li>Open a second device beside this window. It has a database of its own.</li>
        <li>Switch both offline and change orders: the same one in different fields, or in the same field.</li>
        <li>
          Switch both online. They meet at one position with one hash; of two values for one field the later stays, and the other device is
          told.
        </li>
      </ol>
      <a className="button" href={hrefOfDatabase({ device: otherDevice })} target="_blank" rel="noreferrer">
        <Icon name="devices" size={16} /> Open a second device
      </a>
    </Card>
  )
}
