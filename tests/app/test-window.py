#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window by its accessible names, by pointer and by keyboard, and compares what the
model did with what thalweg-cli says it does.

    test-window.py THALWEG THALWEG-CLI      prints TAP

Needs a display of its own (in-display.sh), python3-pyatspi and xdotool.
"""

import json
import math
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

try:
    import pyatspi
except ImportError:
    print('1..0 # SKIP python3-pyatspi is not installed')
    sys.exit(0)

THALWEG, CLI = sys.argv[1:3]
PATIENCE = 30  # seconds; only a failing test waits so long


def wait_for(what, condition, patience=PATIENCE):
    """The first true value of condition(); fails, saying what it waited for, when there is none."""
    end = time.monotonic() + patience
    while True:
        try:
            value = condition()
        except Exception:  # a widget that went away while we looked at it
            value = None
        if value or time.monotonic() > end:
            break
        time.sleep(0.05)
    assert value, f'waited in vain: {what}'
    return value


def xdotool(*words):
    subprocess.run(['xdotool', *map(str, words)], check=True)


def cli(*arguments):
    """What the same training without a window gives."""
    done = subprocess.run([CLI, *map(str, arguments), '--json'], check=True, capture_output=True)
    return json.loads(done.stdout)


def number(text):
    """A number as the window writes it."""
    text = re.sub(r'[\u2009\u00a0\u202f ]', '', text).replace('\u2212', '-')
    match = re.fullmatch(r'(-?[\d.]+)×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)', text)
    if match:
        plain = match[2].translate(str.maketrans('⁻⁰¹²³⁴⁵⁶⁷⁸⁹', '-0123456789'))
        return float(f'{match[1]}e{plain}')
    return float(text)


FULL_SPEED = 16


class Window:
    """A running program, seen through the accessibility bus."""

    def __init__(self, *arguments):
        # Asked before the program starts, so that the bus is there and tells of it.
        self.desktop = pyatspi.Registry.getDesktop(0)
        self.desktop.childCount
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen([THALWEG, *arguments], stderr=self.errors)
        self.program = wait_for('the program on the bus', self._program)
        self.frame = wait_for('the window', lambda: self.find('frame'))
        wait_for('the first regime', lambda: self.label('Looking…') is None)
        self.set_speed(FULL_SPEED)

    def _program(self):
        return next((one for one in self.desktop if one and one.get_process_id() == self.process.pid), None)

    def walk(self, node=None):
        node = node or self.program
        yield node
        for child in node:
            if child:
                yield from self.walk(child)

    def find_all(self, role, name=None):
        """The widgets of that role whose name is name (a text, or a compiled pattern)."""
        return (node for node in self.walk() if node.getRoleName() == role and (
            name is None or node.name == name
            or (isinstance(name, re.Pattern) and name.fullmatch(node.name))))

    def find(self, role, name=None):
        return next(self.find_all(role, name), None)

    def get(self, role, name):
        return wait_for(f'{role} “{name}”', lambda: self.find(role, name))

    def label(self, name):
        return self.find('label', name)

    # --- what it shows ---

    def step(self):
        text = self.get('label', re.compile(r'[\d\u2009]+ / [\d\u2009]+')).name
        return int(re.sub(r'\D', '', text.split('/')[0]))

    def readout(self, title):
        name = self.get('label', re.compile(re.escape(title) + ': .*')).name
        return number(re.sub(r' (steps|nats)$', '', name.split(': ', 1)[1]))

    def await_step(self, step):
        wait_for(f'step {step}', lambda: self.step() == step)

    def await_sensitive(self, role, name):
        widget = self.get(role, name)
        wait_for(f'{name} to be possible', lambda: widget.getState().contains(pyatspi.STATE_SENSITIVE))

    def await_state(self, word):
        return wait_for(f'the word “{word}”', lambda: self.label(word))

    def await_readout(self, title, value):
        """Four digits are shown."""
        try:
            wait_for(title, lambda: abs(self.readout(title) - value) <= 0.6e-3 * abs(value), 10)
        except AssertionError:
            raise AssertionError(f'{title}: the window says {self.readout(title)}, expected {value}') from None

    def expect(self, report):
        """Everything that the inspector shows is what the command line reports."""
        self.await_step(report['steps'])
        for title, value in TITLES(report):
            self.await_readout(title, value)
        self.await_state(report['regime'].capitalize())

    # --- what one does with it ---

    def _action(self, role, name):
        """The click of a widget; a menu button has another button inside, of the same name."""
        roles = [role, 'toggle button'] if role == 'push button' else [role]
        for node in (node for one in roles for node in self.find_all(one, name)):
            action = node.queryAction()
            for i in range(action.nActions):
                if action.getName(i) in ('click', 'activate'):
                    return action, i
        return None

    def click(self, role, name):
        action, i = wait_for(f'{role} “{name}”', lambda: self._action(role, name))
        action.doAction(i)

    def position(self, node, across=0.5, up=0.5):
        # Without a window manager the window begins at (0, 0).
        box = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        return int(box.x + across * box.width), int(box.y + up * box.height)

    def point_at(self, node, across=0.5, up=0.5):
        xdotool('mousemove', *self.position(node, across, up))

    def press(self, node):
        self.point_at(node)
        xdotool('click', 1)

    def type_over(self, title, text, end='Return'):
        """As somebody with a mouse and a keyboard does: looks for the row, clicks, types."""
        xdotool('key', 'ctrl+f')
        time.sleep(0.1)
        xdotool('key', 'ctrl+a')
        xdotool('type', title)
        wait_for('the other rows to go', lambda: not self.find('text', 'World, first layer'))
        self._type_into(title, text)
        if end:
            xdotool('key', end)

    def _type_into(self, title, text):
        """On a busy machine rows may still move when they are clicked at."""
        for attempt in range(5):
            time.sleep(0.2)
            self.press(self.get('text', title))
            time.sleep(0.1)
            xdotool('key', 'ctrl+a')
            xdotool('type', text)
            try:
                wait_for('what was typed', lambda: self.entry_text(title) == text, 2)
                return
            except AssertionError:
                if attempt == 4:
                    raise

    def entry_text(self, title):
        text = self.get('text', title).queryText()
        return text.getText(0, text.characterCount)

    def set_speed(self, position):
        """As the slider has it: 0 is one step a second, three positions are a factor of ten."""
        self.click('push button', re.compile('Speed: .*'))
        self.get('slider', 'Training steps a second').queryValue().currentValue = position
        xdotool('key', 'Escape')
        time.sleep(0.3)

    def find_point(self, plane, horizon, awareness):
        """Where the present point is drawn: found by what the note says under the pointer."""
        def at(across, up):
            self.point_at(plane, across, up)
            note = wait_for('a note', lambda: self.find('label', re.compile('goal horizon .*awareness .*')))
            return (math.log10(number(re.search(r'goal horizon (.*?) steps', note.name)[1])),
                    number(re.search(r'awareness (\S+)', note.name)[1]))
        (x0, y0), (x1, y1) = at(0.3, 0.6), at(0.7, 0.3)
        time.sleep(0.2)
        (x0, y0), (x1, y1) = at(0.3, 0.6), at(0.7, 0.3)
        return self.position(plane, 0.3 + 0.4 * (math.log10(horizon) - x0) / (x1 - x0),
                             0.6 - 0.3 * (awareness - y0) / (y1 - y0))

    def show_run(self, name):
        """By the tree's line, which begins with the name."""
        self.press(self.get('list item', re.compile(re.escape(name) + r'\b.*(step|run).*')))

    def unsaved(self):
        """Files of sessions that nobody saved."""
        folder = Path(os.environ['XDG_DATA_HOME'], 'thalweg', 'sessions')
        return sorted(folder.glob('*.thalweg')) if folder.is_dir() else []

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        self.errors.seek(0)
        wrong = [line for line in self.errors.read().decode().splitlines()
                 if 'CRITICAL' in line or 'WARNING' in line]
        assert not wrong, '\n'.join(wrong)


def TITLES(report):
    readouts, scores = report['readouts'], report['scores']
    return [('Goal horizon', readouts['horizon']), ('Situational awareness', readouts['awareness']),
            ('Base goal understood', readouts['understanding.base']),
            ('Own updates understood', readouts['understanding.update']),
            ('Goal share, base', readouts['goal.base']), ('Goal share, predict', readouts['goal.predict']),
            ('Directedness', readouts['directedness']), ('Score in training', scores['train']),
            ('… foresight removed', scores['ablated']), ('… not overseen', scores['deploy']),
            ('Loss, all contexts', report['loss'])]


# ---- The tests --------------------------------------------------------------------------------

def test_opens_at_step_0(window):
    assert window.frame.name == 'Pre-training, then fine-tuning'
    assert window.step() == 0
    assert window.label('paused')
    window.expect({'steps': 0, **cli('run', 'default', '--steps', 0)})


def test_a_step_by_button(window):
    window.click('push button', 'One training step')
    window.expect(cli('run', 'default', '--steps', 1))
    for step in range(2, 6):
        window.click('push button', 'One training step')
        window.await_step(step)
    window.expect(cli('run', 'default', '--steps', 5))


def test_plays_to_the_end(window):
    window.click('push button', 'Play')
    window.await_state('finished')
    report = cli('run', 'default')
    assert report['regime'] == 'aligned'
    window.expect(report)


def test_back_and_played_again(window):
    window.click('push button', 'Play')
    window.await_state('finished')
    window.click('push button', 'Back to step 0')
    window.await_step(0)
    window.expect({'steps': 0, **cli('run', 'default', '--steps', 0)})
    # Nothing is lost: it plays what was recorded, up to where that ends.
    window.click('push button', 'Play')
    window.await_state('finished')
    window.expect(cli('run', 'default'))
    window.click('push button', 'One step back')
    window.await_step(2099)
    window.get('label', re.compile('recorded up to 2\\D?100'))


def test_keyboard(window):
    xdotool('key', 'period')
    window.await_step(1)
    xdotool('key', 'period', 'period')
    window.await_step(3)
    window.set_speed(5)
    window.get('push button', 'Speed: 50 steps/s')
    xdotool('key', 'space')
    wait_for('some steps', lambda: window.step() > 10)
    xdotool('key', 'space')
    window.await_state('paused')
    step = window.step()
    assert 10 < step < 2000, step
    time.sleep(0.4)
    assert window.step() == step, 'it went on while it was paused'
    window.expect(cli('run', 'default', '--steps', step))
    xdotool('key', 'Home')
    window.await_step(0)


def test_type_over_a_parameter(window):
    window.type_over('Horizon', '8')
    window.await_readout('Goal horizon', 2980.958)
    window.expect({**cli('run', 'default', '--set', 'start.horizon=8', '--steps', 0)})
    window.click('push button', 'Play')
    window.await_state('finished')
    window.expect(cli('run', 'default', '--set', 'start.horizon=8'))


def test_type_over_a_setting(window):
    window.click('push button', 'Agent')
    window.type_over('Free value', '0,25', end='Tab')
    wait_for('the value to be taken', lambda: window.entry_text('Free value') == '0.25')
    window.click('push button', 'Play')
    window.await_state('finished')
    window.expect(cli('run', 'default', '--set', 'model.free_value=0.25'))


def test_what_is_no_number(window):
    window.type_over('Horizon', 'far')
    problem = window.get('label', re.compile(r'.*“far” is not a number.*'))
    assert 'allowed' in problem.name, problem.name
    assert window.readout('Goal horizon') == 1
    window.press(window.get('text', 'Horizon'))
    xdotool('key', 'Escape')
    wait_for('the old number', lambda: window.entry_text('Horizon') == '0')
    assert not window.label(re.compile('.*is not a number.*'))


def test_edit_while_it_runs(window):
    """Whatever step it happens at, the run ends deceptive, which it would not by itself."""
    window.set_speed(5)  # 50 a second: all that follows is done long before the end
    window.click('push button', 'Play')
    wait_for('some steps', lambda: window.step() > 20)
    window.type_over('Horizon', '8.5')
    wait_for('a long horizon', lambda: window.readout('Goal horizon') > 4000)
    assert 20 < window.step() < 2100
    window.type_over('Awareness', '1')
    window.set_speed(FULL_SPEED)
    window.await_state('finished')
    window.await_state('Deceptive')
    assert window.readout('Score in training') > 0.8 > window.readout('… foresight removed')


def test_a_refused_edit_is_said(window):
    window.click('push button', 'One training step')
    window.await_step(1)
    window.click('push button', 'World')
    window.type_over('Seed', '2')
    wait_for('a message', lambda: window.find('label', re.compile('.*seed.*')))
    wait_for('the old seed', lambda: window.entry_text('Seed') == '1')


def test_choose_a_scenario(window):
    window.press(window.get('list item', 'Deceptive'))
    wait_for('the title', lambda: window.frame.name == 'Deceptive')
    window.get('label', re.compile('.*far side of the ridge.*'))
    window.click('push button', 'Play')
    window.await_state('finished')
    report = cli('run', 'deceptive')
    assert report['regime'] == 'deceptive'
    window.expect(report)
    # It had got somewhere: it stays in the tree, and can be shown again.
    window.press(window.get('list item', 'Aligned'))
    wait_for('the title', lambda: window.frame.name == 'Aligned')
    window.await_step(0)
    window.show_run('Deceptive')
    wait_for('the title', lambda: window.frame.name == 'Deceptive')
    window.expect(report)


def test_the_plane_by_pointer(window):
    window.press(window.get('list item', 'Deceptive'))
    wait_for('the title', lambda: window.frame.name == 'Deceptive')
    window.click('push button', 'Play')
    window.await_state('finished')
    plane = window.get('image', re.compile('Plane.*'))
    assert 'Step 2100' in plane.description, plane.description
    window.point_at(plane, 0.4, 0.6)
    note = window.get('label', re.compile('goal horizon .* loss .*')).name
    horizon = number(re.search(r'goal horizon (.*?) steps', note)[1])
    assert 1 < horizon < 1e5, note
    awareness = number(re.search(r'awareness (\S+)', note)[1])
    loss = number(re.search(r'loss (\S+)', note)[1])
    assert 0 < awareness < 0.65 and -1 < loss < 0.5, note
    assert not window.find('push button', 'Fit the run')
    xdotool('click', 4)
    window.get('push button', 'Fit the run')
    window.press(plane)
    xdotool('key', '0')
    wait_for('the fit button to go', lambda: not window.find('push button', 'Fit the run'))
    window.point_at(window.get('image', 'Timelines of the run'), 0.3, 0.5)
    window.get('label', re.compile('values at step .* under the cursor'))


def test_search(window):
    window.click('push button', 'World')
    xdotool('key', 'ctrl+f')
    time.sleep(0.2)
    xdotool('type', 'strictness')
    wait_for('the one row', lambda: window.find('text', 'Strictness')
             and not window.find('text', 'Horizon'))
    xdotool('key', 'Escape')
    wait_for('all rows', lambda: window.find('text', 'Horizon'))


def test_a_number_that_is_not_finite(window):
    window.click('push button', 'Optimiser')
    window.type_over('Gradient clipping', '0')
    window.type_over('Learning rate', '1e6')
    window.click('push button', 'Play')
    message = window.get('label', re.compile('Training stopped: .*not finite.*')).name
    assert re.search(r'step \d+', message), message
    window.await_state('stopped')
    assert window.step() >= 0
    # A lower rate, at the head, and it can go on.
    window.type_over('Learning rate', '0.1')
    window.await_state('paused')


def test_record_scrub_branch_undo(window):
    """What was recorded can be gone back to; moving the point there makes a run, undo takes it away."""
    window.press(window.get('list item', 'Deceptive'))
    wait_for('the title', lambda: window.frame.name == 'Deceptive')
    window.click('push button', 'Play')
    window.await_state('finished')
    end = window.step()
    scrubber = window.get('slider', 'Shown step')
    window.point_at(scrubber, 0.5, 0.5)
    xdotool('click', 1)
    wait_for('an earlier moment', lambda: 0.4 * end < window.step() < 0.6 * end)
    step = window.step()
    window.expect(cli('run', 'deceptive', '--steps', step))
    plane = window.get('image', re.compile('Plane.*'))
    horizon = window.readout('Goal horizon')
    x, y = window.find_point(plane, horizon, window.readout('Situational awareness'))
    xdotool('mousemove', x, y, 'mousedown', 1, 'mousemove', x - 20, y, 'mousemove', x - 80, y)
    window.get('label', re.compile('.*to goal horizon .*'))
    xdotool('mouseup', 1)
    window.get('label', re.compile(r'New run “Point moved” from step .*'))
    wait_for('a shorter horizon', lambda: window.readout('Goal horizon') < 0.8 * horizon)
    assert window.step() == step
    window.get('label', re.compile('Point moved · .*'))
    window.click('push button', 'Play')
    window.await_state('finished')
    xdotool('key', 'ctrl+z')
    wait_for('the run as it was', lambda: window.step() == step)
    window.expect(cli('run', 'deceptive', '--steps', step))
    xdotool('key', 'End')
    window.expect(cli('run', 'deceptive'))


def test_save_reopen_read_only(window):
    """A session is a file from its first step, is saved somewhere else, opened again, and by a second
    program only to be looked at."""
    before = len(window.unsaved())
    for step in range(1, 4):
        xdotool('key', 'period')
        window.await_step(step)
    assert len(window.unsaved()) == before + 1
    path = Path(tempfile.mkdtemp(), 'kept.thalweg')
    xdotool('key', 'ctrl+s')
    time.sleep(1)
    xdotool('key', 'ctrl+a')
    xdotool('type', str(path))
    time.sleep(0.3)
    xdotool('key', 'Return')
    wait_for('the title', lambda: window.frame.name == 'kept')
    assert path.exists() and len(window.unsaved()) == before
    xdotool('key', 'period')
    window.await_step(4)

    window.process.terminate()
    window.process.wait(10)
    again = Window(str(path))
    try:
        again.await_step(4)
        assert again.frame.name == 'kept'
        again.expect(cli('run', 'default', '--steps', 4))
        again.await_sensitive('push button', 'One training step')
        xdotool('key', 'period')
        again.await_step(5)
    finally:
        again.close()

    # Another program, on a bus of its own, so that it is none of ours.
    other = subprocess.Popen(['dbus-run-session', '--', THALWEG, str(path)], start_new_session=True,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             env={**os.environ, 'GTK_A11Y': 'none'})
    try:
        wait_for('the other window', lambda: not subprocess.run(
            ['xdotool', 'search', '--name', '^kept$'], capture_output=True).returncode)
        reader = Window(str(path))
        try:
            reader.await_step(5)
            reader.get('label', re.compile('This session can only be looked at: .*'))
            assert reader.label('read only')
            reader.type_over('Horizon', '3')
            reader.get('label', re.compile('.*can only be looked at.*'))
            wait_for('the old number', lambda: reader.readout('Goal horizon') < 1.1)
            reader.click('push button', 'Back to step 0')
            reader.await_step(0)
        finally:
            reader.close()
    finally:
        os.killpg(other.pid, signal.SIGTERM)
        other.wait(10)


def without_window(*arguments):
    return subprocess.run([THALWEG, *arguments], capture_output=True, text=True, timeout=30)


def test_bad_arguments():
    for arguments, status, words in ((['nowhere.ini'], 1, 'nowhere.ini'), (['/'], 1, '/'),
                                     (['default', '--set', 'start.horizon=x'], 2, 'start.horizon'),
                                     (['default', '--seed', '-1'], 2, 'seed'),
                                     (['--unknown'], 1, 'unknown')):
        done = without_window(*arguments)
        assert done.returncode == status, (arguments, done.returncode, done.stderr)
        lines = [line for line in done.stderr.strip().splitlines() if line]
        assert len(lines) <= 2 and words in done.stderr, (arguments, done.stderr)
    assert without_window('--version').stdout.startswith('thalweg ')


TESTS = [(test_opens_at_step_0, ()), (test_a_step_by_button, ()), (test_plays_to_the_end, ()),
         (test_back_and_played_again, ()), (test_keyboard, ()), (test_type_over_a_parameter, ()),
         (test_type_over_a_setting, ()), (test_what_is_no_number, ()), (test_edit_while_it_runs, ()),
         (test_a_refused_edit_is_said, ()), (test_choose_a_scenario, ()), (test_the_plane_by_pointer, ()),
         (test_search, ()), (test_a_number_that_is_not_finite, ()), (test_record_scrub_branch_undo, ()),
         (test_save_reopen_read_only, ()), (test_bad_arguments, None)]


def main():
    chosen = [(test, arguments) for test, arguments in TESTS
              if not sys.argv[3:] or test.__name__ in sys.argv[3:]]
    print(f'1..{len(chosen)}', flush=True)
    failed = 0
    for i, (test, arguments) in enumerate(chosen, 1):
        try:
            if arguments is None:
                test()
            else:
                window = Window(*arguments)
                try:
                    test(window)
                except Exception:
                    if window.process.poll() is not None:
                        print(f'# the program ended with status {window.process.returncode}')
                    subprocess.run(['import', '-window', 'root', f'{tempfile.gettempdir()}/failed-{test.__name__}.png'],
                                   stderr=subprocess.DEVNULL) if '--keep' in sys.argv else None
                    window.process.kill()
                    window.process.wait()
                    raise
                window.close()
            print(f'ok {i} {test.__name__}', flush=True)
        except Exception:
            failed += 1
            print(''.join(f'# {line}\n' for line in traceback.format_exc().splitlines()) +
                  f'not ok {i} {test.__name__}', flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
