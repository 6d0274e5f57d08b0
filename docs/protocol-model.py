#!/usr/bin/env python3
"""Explicit-state checker of the publish protocol (docs/protocol.md) for ONE dataset name.

usage: protocol-model.py                 every bounded configuration, then the mutations (each must FAIL)
       protocol-model.py CONFIG [MUT..]  one configuration, optionally with mutations; prints the shortest counterexample
       protocol-model.py --list          names of configurations and mutations
       environment: LIMIT_S seconds per configuration (default 60)

Every transition is one atomic file system operation (or one look). Breadth first, states hashed, any interleaving,
actors may die for good between any two steps. A tree is (attempt, version, whole); actors see only the attempt (the
seal) and the records; version and whole are ghost truth used by the invariants. 'P' is a person's own directory.
"""
import os, sys, time
from collections import deque

F = ('src', 'T', 'stg', 'rev', 'aside', 'rec', 'ldir', 'lease', 'claim', 'lock', 'lose', 'hand', 'sw', 'stale', 'crashes', 'dl', 'hurt', 'act')
# actor: (op, pc, v, x=own attempt, cur=attempt looked at, n=attempts made, place, locked,
#         left=dead attempt's staging kept to read from, waited=the lock was another's first, before=what stood before the
#         resolve, newer=ghost: the tree committed to data/NAME by another since my last resolve)
REST = (0, False, None, 0)

class St:
    __slots__ = F
    def key(s): return tuple(getattr(s, f) for f in F)
    def copy(s):
        c = St()
        for f in F: setattr(c, f, getattr(s, f))
        return c

class Bad(Exception): pass
FS = frozenset

class Model:
    def __init__(m, ops, init='empty', lock=True, hand=(), switch=0, stale=0, crashes=1, suspect=False, suspect_mover=False, lose=0, mut=()):
        m.ops, m.init, m.lockworks, m.handacts = ops, init, lock, hand
        m.suspect, m.suspect_mover, m.lose, m.mut = suspect, suspect_mover, lose, set(mut)
        m.switch, m.stale, m.crashes = switch, stale, crashes
        m.maxn = 4

    def initial(m):
        s = St(); s.src = 1; s.T = None; s.stg = s.rev = s.aside = s.rec = s.ldir = s.lease = s.claim = FS()
        s.lose = m.lose
        s.lock = None; s.hand = 1 if m.handacts else 0; s.sw = m.switch; s.stale = m.stale; s.crashes = m.crashes
        s.dl = (0, 0); s.hurt = 0
        if m.init != 'empty':                       # v1 stands at data/NAME
            s.T = (1, 1, True); s.rec = FS({(1, 1)}); s.ldir = FS({(1, 'T')})
        if m.init in ('old', 'rev'): s.src = 2
        if m.init == 'rev':                         # v1 at data/NAME, v2 beside it, nobody holds a lease any more
            s.rev = FS({(2, 2, True)}); s.rec |= {(2, 2)}; s.ldir |= {(2, 'T'), (2, 'R')}
        s.act = tuple((op, 'start', 0, 0, 0, 0, '', False) + REST for op in m.ops)
        return s

    # ---- successors
    def succ(m, s):
        out = []
        for i, a in enumerate(s.act):
            if a[1] in ('done', 'dead', 'conflict', 'refused'): continue
            for lab, c in m.step(s, i, a): out.append((f'{i}:{a[0]}.{a[1]} {lab}', c))
            if s.crashes > 0 and a[1] != 'start':
                c = s.copy(); c.crashes -= 1; m.setp(c, i, pc='dead', locked=False)
                if c.lock == i: c.lock = None
                out.append((f'{i}: dies at {a[1]}', c))
        if s.sw > 0:
            c = s.copy(); c.src = 3 - s.src; c.sw -= 1; out.append(('source switches', c))
        if s.lose and s.lock is not None:                     # a paused host loses its lock without notice
            c = s.copy(); c.lose -= 1; c.lock = None; out.append(('lock lost unnoticed', c))
        if s.hand:
            for h in m.handacts:
                c = s.copy(); c.hand = 0; c.hurt = 1
                if h == 'rmT':
                    if s.T is None: continue
                    c.T = None
                elif h == 'rmstg': c.stg = FS()
                elif h == 'rmall':
                    c.stg = c.rev = c.aside = c.rec = c.ldir = c.lease = c.claim = FS(); c.lock = None; c.hurt = 2
                elif h == 'own':
                    if s.T is not None: continue
                    c.T = ('P', 0, True)
                elif h == 'swap':
                    if s.T is None: continue
                    c.T = ('P', 0, True)
                elif h == 'restore':                # an old backup of v1, seal kept
                    if s.T is not None: continue
                    c.T = (1, 1, True)
                out.append((f'hand {h}', c))
        return out

    def setp(m, c, i, **kw):
        op, pc, v, x, cur, n, place, locked, left, waited, before, newer = c.act[i]
        pc = kw.get('pc', pc)
        if pc in ('dead', 'done', 'conflict', 'refused', 'open'): kw.update(left=0, waited=False, before=None, newer=0)
        a = (op, pc, kw.get('v', v), kw.get('x', x), kw.get('cur', cur), kw.get('n', n), kw.get('place', place), kw.get('locked', locked),
             kw.get('left', left), kw.get('waited', waited), kw.get('before', before), kw.get('newer', newer))
        c.act = c.act[:i] + (a,) + c.act[i + 1:]

    def alive(m, s, tid): # is the attempt's actor alive (a heartbeat, as a perfect detector)
        if not isinstance(tid, int) or tid < 10: return False
        i = tid // 10 - 1
        return i < len(s.act) and s.act[i][1] not in ('done', 'dead', 'conflict', 'refused') and s.act[i][3] == tid

    def moving(m, s, j, meant):
        op, pc, v, x, cur, n, place, locked = s.act[j][:8]
        return pc in ('q1b', 'q1c') and (place if isinstance(place, int) else cur) == meant

    def recv(m, s, tid):
        for t, v in s.rec:
            if t == tid: return v
        return None

    def step(m, s, i, a):
        op, pc, v, x, cur, n, place, locked, left, waited, before, newer = a
        R = []
        def go(pc, lab='', c=None, **kw):
            c = c or s.copy(); m.setp(c, i, pc=pc, **kw); R.append((lab or '-> ' + pc, c))
        def end(pc, c=None, lab=''):
            c = c or s.copy(); m.setp(c, i, pc=pc, locked=False)
            if c.lock == i: c.lock = None
            R.append((lab or '-> ' + pc, c))
        def rmlease(c, t, p): c.lease = c.lease - {(t, p, i)}
        seal = s.T[0] if s.T else None
        # --- stage, without a lock
        if pc == 'start':
            if op == 'stage': go('s0', 'looks before it asks', before=m.stands(s))
            else: go('c0')
        elif pc == 's0': go('s1', f'resolves v{s.src}', v=s.src, newer=0)
        elif pc == 's1':                                       # look at data/NAME
            go('s2' if seal else 's3', f'sees {seal}', cur=seal or 0)
            if s.stale and seal and not locked:
                c = s.copy(); c.stale -= 1; go('s3', 'stale: sees nothing', c, cur=0)
        elif pc == 's2':                                       # the record whose seal it is
            rv = m.recv(s, cur)
            if rv is None: go('s2b', 'no record')
            elif rv == v: go('h1', 'matches')
            else: go('s3', f'is v{rv}')
            if s.stale and rv is not None and not locked:
                c = s.copy(); c.stale -= 1; go('s2b', 'stale: no record', c)
        elif pc == 's2b':                                      # nothing is a person's before a second, locked, look
            if 'no_second_look' in m.mut: end('conflict')
            elif not locked: go('c0', 'take the lock before saying so')
            elif seal != cur or m.recv(s, cur) is not None: go('s1', 'changed meanwhile')
            else: end('conflict')
        elif pc == 's3':                                       # a revision beside
            r = [t for t, tv, _ in s.rev if m.recv(s, t) == v]
            if r:
                if locked: go('r1', f'promote {r[0]}?', x=0, cur=r[0])
                else:
                    go('c0', 'try to promote', waited=True); go('h3', f'lock busy: revision {r[0]}', cur=r[0])
            elif locked: go('d1')
            else: go('c0')
        elif pc == 'h1':                                       # lease = create a file in the tree's lease folder
            c = s.copy()
            if (cur, 'T') in s.ldir or 'lease_plain' in m.mut: c.lease = s.lease | {(cur, 'T', i)}; go('h2', 'lease', c)
            elif locked: go('d1', 'condemned: stage again')
            else: go('c0', 'condemned')
        elif pc == 'h2':                                       # last look
            if seal == cur or s.stale and not locked and not m.handacts:
                c = s.copy(); c.stale -= seal != cur; m.opened(c, i, cur, 'T', v, R)
            if seal == cur: pass
            else: c = s.copy(); rmlease(c, cur, 'T'); go('s1', 'gone', c)
        elif pc == 'h3':
            c = s.copy()
            if (cur, 'R') in s.ldir or 'lease_plain' in m.mut: c.lease = s.lease | {(cur, 'R', i)}; go('h4', 'lease', c)
            elif locked: go('d1', 'revision condemned: stage again')
            else: go('c0', 'revision condemned')
        elif pc == 'h4':
            if any(t == cur for t, _, _ in s.rev): c = s.copy(); m.opened(c, i, cur, 'R', v, R)
            else: c = s.copy(); rmlease(c, cur, 'R'); go('s1', 'gone', c)
        # --- claim
        elif pc == 'c0':
            c = s.copy()
            if m.lockworks:
                if s.lock is None: c.lock = i; go('c1', 'lock', c, locked=True)
                elif not waited: go('c0', 'waits', c, waited=True)
            else: go('c1', 'no-op lock', c, locked=True)
        elif pc == 'c1':                                       # recovery, one leftover a step
            did = False
            for e in sorted(s.aside, key=repr):
                meant, mover, t = e; c = s.copy()
                if s.act[mover][1] in ('q2', 'q3', 'q4'): continue  # its owner lives
                did = True
                if t[0] == meant: c.aside = s.aside - {e}; go('c1', f'aside {meant} was meant: to trash', c)
                elif s.T is None: c.aside = s.aside - {e}; c.T = t; go('c1', f'aside {t[0]} was not meant: back', c)
                elif m.recv(s, t[0]) is not None and not [1 for l in s.lease if l[0] == t[0]]:
                    c.aside = s.aside - {e}; go('c1', f'aside {t[0]} ours, unleased: to trash', c)
                else: did = False; continue                    # a person's, or leased: stays until the name is free
                break
            if not did:
                for e in sorted(s.stg, key=repr):
                    if e[0] in (x, left): continue
                    if m.alive(s, e[0]):                       # its heartbeat runs: left alone (once wrongly taken for dead)
                        if not (m.suspect and s.stale): continue
                        c = s.copy(); c.stale -= 1; lab = f'takes live {e[0]} for dead: '
                    else: c = s.copy(); did = True; lab = ''
                    if op != 'collect' and not left:            # worth reading: kept until the claimant is done
                        go('c1', lab + f'keeps staging {e[0]} to read from', c.copy(), left=e[0])
                    m.sweep(c, e); go('c1', lab + f'sweeps staging {e[0]}', c)
                    if did: break
            if not did:
                if op == 'stage':
                    again = waited or m.stands(s) != before
                    if 'never_again' in m.mut: again = False
                    if again or 'always_again' in m.mut: go('s1', f'resolves again v{s.src}', v=s.src, newer=0)
                    else: go('s1', 'nothing has changed: does not ask again')
                elif op == 'delete': go('q0')
                else: go('g1')
        # --- download and publish
        elif pc == 'd1':
            if n >= m.maxn: raise Bad('I6 an attempt was restarted too often')
            t = 10 * (i + 1) + n; c = s.copy(); c.stg = s.stg | {(t, v, False)}
            d = list(s.dl); d[v - 1] += 1; c.dl = tuple(d)
            go('d2', f'staging {t}', c, x=t, n=n + 1)
        elif pc == 'd2':
            c = s.copy()
            if (x, v, False) in s.stg:
                c.stg = s.stg - {(x, v, False)} | {(x, v, True)}; go('d3', f'whole, sealed {x}', c)
            else: go('d1', 'staging swept: anew')
        elif pc == 'd3':                                       # lease folders (only ever made here) with the publisher's own lease
            c = s.copy(); c.ldir = s.ldir | {(x, 'T'), (x, 'R')}; c.lease = s.lease | {(x, 'T', i), (x, 'R', i)}
            if 'record_after' in m.mut: go('p1', 'lease folders', c)
            else: go('d4', 'lease folders', c)
        elif pc == 'd4':
            c = s.copy(); c.rec = s.rec | {(x, v)}; go('p1', 'record', c)
        elif pc == 'p1':
            if seal is None: go('p3', 'nothing stands')
            else: go('p1b', f'{seal} stands', cur=seal)
        elif pc == 'p1b':
            rv = m.recv(s, cur)
            if rv is None: go('p1c', 'no record')
            elif rv == v and (cur, 'T') in s.ldir:             # lost the race: reuse, drop mine
                c = s.copy(); m.dropmine(c, i, x); go('h1', 'a match stands: reuse', c, x=0)
            else: go('p2', 'retire it')
        elif pc == 'p1c':
            if seal != cur or m.recv(s, cur) is not None: go('p1', 'changed meanwhile')
            else: c = s.copy(); m.dropmine(c, i, x); (go('e9', 'conflict', c, x=0) if left else end('conflict', c))
        elif pc == 'p2':
            if newer == cur and m.lockworks and not m.lose and not m.suspect and not m.handacts: raise Bad(f'I8 {cur} was published since v{v} was resolved, and is replaced by it')
            m.condemn(s, i, cur, 'T', go, 'q1', 'p4')
        elif pc == 'p3':                                       # THE COMMIT
            e = [e for e in s.stg if e[0] == x]; c = s.copy()
            if not e: m.dropmine(c, i, x); go('d1', 'my staging is gone: anew', c, x=0)
            elif s.T is not None: go('p1', 'name is taken')
            else: c.stg = s.stg - set(e); c.T = e[0]; m.committed(c, i); go('p5', f'COMMIT {x}', c)
        elif pc == 'p4':                                       # beside leased trees
            e = [e for e in s.stg if e[0] == x]; c = s.copy()
            if not e: m.dropmine(c, i, x); go('d1', 'my staging is gone: anew', c, x=0)
            else: c.stg = s.stg - set(e); c.rev = s.rev | set(e); go('p6', f'COMMIT beside {x}', c)
        elif pc == 'p5':
            c = s.copy()
            if 'record_after' in m.mut: c.rec = c.rec | {(x, v)}
            if seal == x and m.recv(c, x) is not None and (x, 'T', i) in s.lease: rmlease(c, x, 'R'); m.opened(c, i, x, 'T', v, R)
            elif seal == x and m.recv(c, x) is None: c.rec = s.rec | {(x, v)}; go('p5', 'record again', c)
            else: m.dropmine(c, i, x); go('s1', 'not mine any more', c)
        elif pc == 'p6':
            c = s.copy()
            if any(t == x for t, _, _ in s.rev): rmlease(c, x, 'T'); m.opened(c, i, x, 'R', v, R)
            else: m.dropmine(c, i, x); go('s1', 'gone', c)
        # --- promote revision cur to data/NAME (x = 0 here; place keeps the tree to retire)
        elif pc == 'r1':
            if seal is None: go('r3', 'name is free', place='')
            elif m.recv(s, seal) is None: go('h3', 'a person stands there')
            elif [1 for l in s.lease if l[:2] == (cur, 'R')] and 'move_leased' not in m.mut: go('h3', 'revision leased')
            else: go('r2', f'retire {seal}', place=seal)
        elif pc == 'r2':
            m.condemn(s, i, place, 'T', go, 'r3', 'h3')
        elif pc == 'r3':
            if 'move_leased' in m.mut: go('r4' if place == '' else 'q1')
            else: m.condemn(s, i, cur, 'R', go, 'r4' if place == '' else 'q1', 'h3')
        elif pc == 'r4':                                       # commit of a promotion
            e = [e for e in s.rev if e[0] == cur]; c = s.copy()
            if not e or s.T is not None: go('s1', 'look again')
            else: c.rev = s.rev - set(e); c.T = e[0]; m.committed(c, i); go('h1', f'COMMIT promotes {cur}', c)
        # --- set aside, look, trash   (from publish x>0, promote place, delete)
        elif pc == 'q0':
            if seal is None or m.recv(s, seal) is None: end('done', lab='nothing of ours')
            else: go('q0b', f'delete {seal}', cur=seal)
        elif pc == 'q0b':
            m.condemn(s, i, cur, 'T', go, 'q1', 'refused')
            for _, c in R:
                if c.act[i][1] == 'refused':
                    m.setp(c, i, locked=False)
                    if c.lock == i: c.lock = None
        elif pc == 'q1':                                       # only one may move a condemned tree: create-new retire/<tree>.<n>
            meant = place if isinstance(place, int) else cur
            cl = sorted(e for e in s.claim if e[0] == meant); c = s.copy()
            c.claim = s.claim | {(meant, len(cl), i)}
            if 'no_claim' in m.mut or not cl or not m.moving(s, cl[-1][2], meant): go('q1b', f'retire/{meant}.{len(cl)}', c)
            else:
                go('q5', 'another moves it: look again', s.copy())
                if m.suspect_mover and s.stale: c.stale -= 1; go('q1b', 'takes the mover for dead', c)
        elif pc == 'q1b':                                      # look again: is it still the condemned tree?
            meant = place if isinstance(place, int) else cur
            if seal is None: go('q4', 'already gone')
            elif seal != meant: go('q5', 'another tree stands: look again')
            else: go('q1c', 'still there')
        elif pc == 'q1c':
            c = s.copy()
            meant = place if isinstance(place, int) else cur
            if s.T is None: go('q4', 'already gone')
            else: c.aside = s.aside | {(meant, i, s.T)}; c.T = None; go('q2', f'sets aside {s.T[0]}', c)
        elif pc == 'q2':
            meant = place if isinstance(place, int) else cur
            mine = [e for e in s.aside if e[1] == i and e[0] == meant]; c = s.copy()
            if not mine: go('q4', 'another has dealt with it')
            elif 'one_bin' in m.mut and mine[0][2][0] == meant:  # deletes in place: the first unlink breaks the seal
                c.aside = s.aside - {mine[0]} | {(meant, i, ('half', mine[0][2][1], False))}; go('q3', 'half deleted', c)
            elif mine[0][2][0] == meant or 'no_look' in m.mut: c.aside = s.aside - {mine[0]}; go('q4', 'as meant: to trash', c)
            elif s.T is None: c.aside = s.aside - {mine[0]}; c.T = mine[0][2]; go('q5', 'not meant: back', c)
            else: go('q5', 'not meant, name taken: stays aside')
        elif pc == 'q3':
            c = s.copy(); c.aside = FS(e for e in s.aside if e[1] != i); go('q4', 'deleted', c)
        elif pc == 'q4':
            meant = place if isinstance(place, int) else cur
            c = s.copy(); c.rec = FS(r for r in s.rec if r[0] != meant) if seal != meant else s.rec
            if op == 'delete': end('done', c, 'record removed')
            elif place not in ('', 'T', 'R') : go('r4', 'record removed', c, place='')
            else: go('p3', 'record removed', c)
        elif pc == 'q5':
            if op == 'delete': go('q0', 'look again')
            elif x: go('p1', 'look again', place='')
            else: go('s1', 'look again', place='')
        # --- collect: records without a tree (looks in the order trees move)
        elif pc == 'g1':
            dead = [l for l in s.lease if s.act[l[2]][1] in ('done', 'dead', 'conflict', 'refused')]
            if dead: c = s.copy(); c.lease = s.lease - {dead[0]}; go('g1', f'lease {dead[0]} of the dead ends', c)
            if m.suspect and s.stale:                          # a paused holder taken for dead: it loses its lease
                for l in s.lease - set(dead): c = s.copy(); c.stale -= 1; c.lease = s.lease - {l}; go('g1', f'live lease {l} taken for dead', c)
            todo = sorted((t for t, _ in s.rec), key=repr)
            end('done')
            for t in todo: go('g2', f'record {t}?', cur=t)
        elif pc == 'g2':
            if 'gc_T_first' in m.mut: (go('g3') if seal != cur else end('done'))
            else: (end('done', lab='has staging') if any(e[0] == cur for e in s.stg) else go('g3'))
        elif pc == 'g3': (end('done', lab='is a revision') if any(e[0] == cur for e in s.rev) else go('g4'))
        elif pc == 'g4':
            if 'gc_T_first' in m.mut: (end('done') if any(e[0] == cur for e in s.stg) else go('g5'))
            else: (end('done', lab='stands') if seal == cur else go('g5'))
        elif pc == 'g5': (end('done', lab='aside') if any(e[2][0] == cur for e in s.aside) else go('g6'))
        elif pc == 'g6':
            if seal == cur and 'gc_T_first' not in m.mut: end('done', lab='stands')
            else: c = s.copy(); c.rec = FS(r for r in s.rec if r[0] != cur); end('done', c, f'record {cur} removed')
        # --- the slot is closed: what it read from goes, under the lock still, by a rename
        elif pc in ('e1', 'e9'):
            c = s.copy(); e = [e for e in s.stg if e[0] == left]
            if 'rm_left' in m.mut and e and e[0][2]:            # deletes in place: its owner may wake
                c.stg = s.stg - set(e) | {(e[0][0], e[0][1], False)}; go(pc, f'half deletes {left}', c)
            else:
                if e: m.sweep(c, e[0])
                go('open' if pc == 'e1' else 'conflict', f'sweeps {left}, unlocks' if e else 'unlocks', c, locked=False)
                if c.lock == i: c.lock = None
        # --- an open lease
        elif pc == 'open':
            c = s.copy(); c.lease = FS(l for l in s.lease if l[2] != i); m.setp(c, i, x=0, cur=0); end('done', c, 'closes')
        else: raise Exception(pc)
        return R

    def condemn(m, s, i, t, p, go, ok, no):
        """rmdir of the lease folder: succeeds once, only when it is empty; missing = condemned already."""
        if 'lease_plain' in m.mut:                             # design.md as it stood: list leases, then act
            go(no if [1 for l in s.lease if l[:2] == (t, p)] else ok, 'listed leases'); return
        if [1 for l in s.lease if l[:2] == (t, p)]: go(no, f'rmdir leases/{t}.{p}: not empty')
        else:
            c = s.copy(); c.ldir = s.ldir - {(t, p)}; go(ok, f'rmdir leases/{t}.{p}', c)

    def stands(m, s):
        """What a look finds: the trees with records, told apart by their attempt, not only by what they are."""
        trees = [('T', s.T[0])] if s.T and m.recv(s, s.T[0]) is not None else []
        trees += [('R', t) for t, _, _ in s.rev if m.recv(s, t) is not None]
        return FS((p, m.recv(s, t)) for p, t in trees) if 'by_record' in m.mut else FS(trees)

    def committed(m, c, i):
        for j, a in enumerate(c.act):
            if j != i and a[0] == 'stage' and a[1] not in ('start', 's0', 'dead', 'done', 'conflict', 'refused', 'open', 'e1', 'e9'): m.setp(c, j, newer=c.T[0])

    def sweep(m, c, e):
        """Renamed to the trash, so it stands nowhere: its record and lease folders may go."""
        c.stg = c.stg - {e}; c.rec = FS(r for r in c.rec if r[0] != e[0]); c.ldir = FS(d for d in c.ldir if d[0] != e[0])
        c.lease = FS(l for l in c.lease if l[0] != e[0])

    def dropmine(m, c, i, x):
        c.stg = FS(e for e in c.stg if e[0] != x); c.lease = FS(l for l in c.lease if not (l[0] == x and l[2] == i))

    def opened(m, c, i, t, p, v, R):
        if p == 'T' and c.T is None: raise Bad('I1 returned a path where nothing stands')
        tree = c.T if p == 'T' else next(e for e in c.rev if e[0] == t)
        if tree[1] != v or not tree[2]: raise Bad(f'I1/I3 returned {tree} as v{v}')
        op, pc, n, locked, left = c.act[i][0], c.act[i][1], c.act[i][5], c.act[i][7], c.act[i][8]
        if locked and left and n: m.setp(c, i, pc='e1', cur=t, place=p, x=0)
        else:
            m.setp(c, i, pc='open', cur=t, place=p, locked=False, x=0)
            if c.lock == i: c.lock = None
        R.append((f'RETURNS v{v} at {p} tree {t}', c))

    # ---- invariants on every state
    def check(m, s):
        if s.T and not s.T[2]: raise Bad('I2 half tree at data/NAME')
        for i, a in enumerate(s.act):
            if a[1] in ('open', 'e1') and (a[4], a[6], i) in s.lease:
                if s.hand == 0 and m.handacts and s.hurt and a[6] == 'T' and m.handacts != ('rmstg',): continue   # a hand took the tree
                if a[6] == 'T' and (s.T is None or s.T[0] != a[4]): raise Bad(f'I1 leased data/NAME tree {a[4]} is not there')
                if a[6] == 'R' and not any(e[0] == a[4] for e in s.rev): raise Bad(f'I1 leased revision {a[4]} is not there')
            if a[1] == 'conflict' and not m.handacts and m.init != 'person': raise Bad('I5 NameConflict without a person')
        tids = [t for t, _ in s.rec]
        if len(tids) != len(set(tids)): raise Bad('I3 two records of one seal')
        for tr in ([s.T] if s.T else []) + list(s.rev):
            rv = m.recv(s, tr[0])
            if rv is not None and rv != tr[1]: raise Bad('I3 record of another tree')
        if m.handacts in (('own',), ('swap',)) and s.hand == 0:
            if not ((s.T and s.T[0] == 'P') or any(e[2][0] == 'P' for e in s.aside)): raise Bad("I4 a person's directory is gone")
        if m.lockworks and not m.handacts and m.crashes == s.crashes and not m.lose and not m.suspect and 'delete' not in m.ops and max(s.dl) > 1 and m.switch < 2:
            raise Bad('I7 downloaded twice')

    def final(m, s):
        """I5: one more stage() by a fresh actor, alone."""
        c = s.copy(); c.hand = 0; c.sw = 0; c.stale = 0; c.crashes = 0
        if m.lockworks: c.lock = None
        c.act = s.act + (('stage', 'start', 0, 0, 0, 0, '', False) + REST,)
        k = len(s.act); trace = []
        for _ in range(60):
            nxt = m.step(c, k, c.act[k])
            if not nxt: raise Bad('I5 the last stage() is stuck: ' + '; '.join(trace))
            lab, c = nxt[0]; trace.append(c.act[k][1] + ' ' + lab)
            m.check_final(c, trace)
            if c.act[k][1] in ('open', 'e1'):
                if c.act[k][2] != c.src: raise Bad('I5 wrong version')
                if m.handacts in (('own',), ('swap',)) and s.hand == 0 and not (c.T and c.T[0] == 'P') and not any(e[2][0] == 'P' for e in c.aside):
                    raise Bad('I4 lost at the end')
                return
            if c.act[k][1] == 'conflict':
                if c.T and (c.T[0] == 'P' or (s.hurt and m.recv(c, c.T[0]) is None)): return
                raise Bad('I5 NameConflict, no person there: ' + '; '.join(trace))
        raise Bad('I5 the last stage() goes round: ' + '; '.join(trace[-20:]))

    def check_final(m, c, trace):
        if c.T and not c.T[2]: raise Bad('I2 half tree at data/NAME after recovery: ' + '; '.join(trace))

    def run(m, limit):
        t0 = time.time(); s = m.initial(); k = s.key(); seen = {k: None}; q = deque([s]); finals = 0
        def path(k):
            p = []
            while seen[k] is not None: k, lab = seen[k]; p.append(lab)
            return p[::-1]
        while q:
            s = q.popleft(); k = s.key()
            if len(seen) % 512 == 0 and time.time() - t0 > limit: return ('bound', len(seen), finals, None, None)
            try:
                m.check(s); nx = m.succ(s)
                if all(a[1] in ('done', 'dead', 'conflict', 'refused') for a in s.act): finals += 1; m.final(s)
                elif not any(':' in l and 'dies' not in l for l, _ in nx): raise Bad('deadlock')
            except Bad as b: return ('FAIL', len(seen), finals, str(b), path(k))
            for lab, c in nx:
                ck = c.key()
                if ck not in seen: seen[ck] = (k, lab); q.append(c)
        return ('ok', len(seen), finals, None, None)

st, de, co = 'stage', 'delete', 'collect'
CONFIGS = {
 # working locks
 'W2-empty':      dict(ops=(st, st), switch=2, crashes=2, stale=2),
 'W3-empty':      dict(ops=(st, st, st), switch=2, crashes=2, stale=1),
 'W3-nocrash':    dict(ops=(st, st, st), switch=1, crashes=0, stale=2),
 'W2-old':        dict(ops=(st, st), init='old', switch=2, crashes=2, stale=2),
 'W3-old':        dict(ops=(st, st, st), init='old', switch=2, crashes=2, stale=1),
 'W3-std':        dict(ops=(st, st, de), init='v1', switch=2, crashes=2, stale=1),
 'W3-stc':        dict(ops=(st, st, co), init='v1', switch=2, crashes=2, stale=1),
 'W3-sdc':        dict(ops=(st, de, co), init='v1', switch=2, crashes=3, stale=1),
 'W3-rev':        dict(ops=(st, st, de), init='rev', switch=2, crashes=2, stale=1),
 'W3-rev3':       dict(ops=(st, st, st), init='rev', switch=2, crashes=1),
 # working locks, one of them lost unnoticed; one live attempt wrongly taken for dead
 'L3-old':        dict(ops=(st, st, st), init='old', switch=1, crashes=1, lose=1),
 'L3-std':        dict(ops=(st, st, de), init='v1', switch=1, crashes=1, lose=1, stale=1),
 'L3-rev':        dict(ops=(st, st, de), init='rev', switch=1, crashes=1, lose=1),
 'L2-suspect':    dict(ops=(st, st), switch=1, crashes=1, lose=1, stale=1, suspect=True),
 # locks that are no-ops for everybody
 'N2-empty':      dict(ops=(st, st), lock=False, switch=2, crashes=2, stale=2),
 'W3-suspect':    dict(ops=(st, st, co), init='old', switch=0, crashes=0, stale=1, suspect=True),
 'N3-suspect':    dict(ops=(st, st, co), init='old', lock=False, switch=0, crashes=0, stale=1, suspect=True),
 'N2-suspect':    dict(ops=(st, st), lock=False, switch=1, crashes=1, stale=2, suspect=True),
 'N3-empty':      dict(ops=(st, st, st), lock=False, switch=1, crashes=1, stale=1),
 'N2-old':        dict(ops=(st, st), init='old', lock=False, switch=2, crashes=2, stale=1),
 'N3-old':        dict(ops=(st, st, st), init='old', lock=False, switch=1, crashes=1),
 'N3-std':        dict(ops=(st, st, de), init='v1', lock=False, switch=1, crashes=1),
 'N3-stc':        dict(ops=(st, st, co), init='v1', lock=False, switch=1, crashes=1),
 'N3-sdd':        dict(ops=(st, de, de), init='v1', lock=False, switch=1, crashes=2),
 'N2-rev':        dict(ops=(st, st), init='rev', lock=False, switch=2, crashes=2, stale=1),
 'N3-rev':        dict(ops=(st, st, de), init='rev', lock=False, switch=0, crashes=1),
}
for h in ('rmT', 'rmstg', 'rmall', 'own', 'swap', 'restore'):
    CONFIGS['H2-' + h] = dict(ops=(st, st), hand=(h,), switch=1, crashes=1)
    CONFIGS['H3-' + h] = dict(ops=(st, st, de), init='old', hand=(h,), crashes=1)
    CONFIGS['NH2-' + h] = dict(ops=(st, st), init='old' if h == 'swap' else 'empty', lock=False, hand=(h,), switch=1, crashes=1)
    CONFIGS['NH3-' + h] = dict(ops=(st, st, de), init='old', lock=False, hand=(h,), crashes=0)
MUTANTS = [('lease_plain', 'W3-std'), ('one_bin', 'H3-own'), ('one_bin', 'W3-std'), ('no_look', 'H3-swap'), ('move_leased', 'W3-rev'),
           ('gc_T_first', 'N3-stc'), ('record_after', 'W2-empty'), ('no_second_look', 'W3-std'), ('no_claim', 'N2-old')]
CONFIGS['X-paused-mover'] = dict(ops=(st, st), init='old', lock=False, switch=1, crashes=0, stale=1, suspect_mover=True)
CONFIGS['S3-old'] = dict(ops=(st, st, st), init='old', switch=2, crashes=0)
CONFIGS['S3-stds'] = dict(ops=(st, st, st, de), init='old', switch=1, crashes=0)
CONFIGS['R2-suspect'] = dict(ops=(st, st), switch=1, crashes=1, lose=1, stale=2, suspect=True)
CONFIGS['R3-dead'] = dict(ops=(st, st, st), crashes=2)
CONFIGS['NR3-dead'] = dict(ops=(st, st, st), lock=False, crashes=1, stale=1, suspect=True)
MUTANTS += [('never_again', 'S3-old'), ('by_record', 'S3-old'), ('rm_left', 'R2-suspect')]
MUTANTS.append(('', 'X-paused-mover'))                         # the known limit: no locks AND a live mover taken for dead

def report(name, mut, limit):
    t = time.time(); r = Model(mut=mut, **CONFIGS[name]).run(limit)
    print(f"{name:14} {'+'.join(mut):16} {r[0]:6} states={r[1]:<8} ends={r[2]:<7} {time.time()-t:5.1f}s {r[3] or ''}", flush=True)
    return r

if __name__ == '__main__':
    limit = float(os.environ.get('LIMIT_S', '60')); args = sys.argv[1:]
    if args == ['--list']: print(*CONFIGS, '\nmutations:', *sorted({m for m, _ in MUTANTS}))
    elif args:
        r = report(args[0], args[1:], limit)
        if r[4]: print('\n'.join('   ' + l for l in r[4]))
    else:
        bad = [n for n in CONFIGS if n[0] != 'X' and report(n, (), limit)[0] == 'FAIL']
        print('mutations (each must FAIL):'); ok = [report(n, (mu,), limit)[0] for mu, n in MUTANTS]
        print('counterexamples without mutation:', bad or 'none'); sys.exit(bool(bad))
