"""Phrases with the outcome they have to get, grouped as the policy table is."""

from __future__ import annotations

REFUSED = """
testosterone cypionate 100 mg weekly | test cyp 0.5 ml e3.5d | sema 0.25 mg once a week
pinned 10 units of sema subq
tirz 2.5mg weekly | reta 2 mg e3d | BPC 250 mcg bid | bpc-157 twice daily
ipamorelin/cjc-1295 before bed 100mcg
MK-677 10 mg at night | anastrozole 0.5mg twice a week | how much semaglutide should I take
what dose of tren
ozempic 2 clicks | s e m a g l u t i d e 0.5 mg | s.e.m.a.g.l.u.t.i.d.e weekly | t3st0ster0ne cyp 200mg
s\u0435maglutid\u0435, 1 mg | тестостерон 200 mg weekly | semaglutida 0,5 mg weekly
10 units subq every other day
PT-141 1 mg | gonadorelin twice weekly
"""
STORED_WITH_CARD = """
took metformin this morning | started ozempic | on TRT since May | my doctor mentioned tesamorelin
took insulin with lunch | 司美格鲁肽
"""
FINE = """
insulin resistance explained | why does insulin rise after meals | testosterone and sleep: what studies show
does stress raise cortisol | growth hormone is released in deep sleep | vitamin D in salmon
soup had 200 mg sodium
coffee, about 95 mg caffeine | 20 ml milk in coffee | 30 g protein | 250 ml orange juice
glass of wine 150 ml
hang clean 5x3 60 kg | power clean and press, RPE 8 | squat EOD this block | test day: 1RM deadlift 140 kg
maths test tomorrow, stress 8 | trend looks better | strength up | training felt easy | decaf after lunch
seminar on semantics | retake the photo | bench 5 sets of 5 | HIIT 8 x 30 s, 4 cycles | cycled 20 km
menstrual cycle day 3 | shot of espresso | safety pins at 4 | T3 spine stiffness
walked 3 units of the course
proper warm-up, propped feet | mastered the pull-up | variable sleep | metcon weekly | deca-row erg workout
"""
MORE_REFUSED = """
metformin 500 | took 2 ibuprofen | half a pill of zopiclone | 10mg | 37.5 mg in the morning
250mcg at night
two tablets before bed | semagluttide 1 mg | semaglutiide weekly | ｓｅｍａｇｌｕｔｉｄｅ 1 mg
sema\u200bglutide 0.5 mg
injected my insulin | injected 12 units | insulin 8 units with dinner | my ozempic injection
pinned test this morning
on a cycle of anavar | anavar cycle, week 3 | tren and test e 400 mg | clen 40 mcg | dbol 30mg ed
nolva 20 mg for pct
took 10 mg of melatonin | melatonin 5mg at 22:00 | DHEA 25 mg
levothyroxine 75 mcg every morning | metformin twice a day
should i stop metformin | can i take ibuprofen before training | how often do you inject bpc-157
when to start trt
how many mg should i take | how much insulin should i take | is it safe to stop sertraline
what dosage of anavar
wie viel semaglutid soll ich nehmen | cuánto ozempic debo tomar | сколько метформина принимать
司美格鲁肽 0.5毫克
took 30 tabs of xyzzol | raised my sertraline dose | sertraline 50 -> 100 mg | xyzzolam 5 mg
0.25mg/week | 5 mg/day
paracetamol 1 g | novorapid 6u | botox 20 units | 2 pumps of testogel
drew 10 units with bac water | 0.3 ml subq
семаглутид 0,5 мг | оземпик раз в неделю 1 мг | 100 mg sildenafil | 2 puffs of salbutamol
Ozempic weekly on Sundays
"""
MORE_STORED = """
took a sleeping pill | started antidepressants | ibuprofen after the race | took melatonin
forgot sertraline again
my metformin makes me tired | started on statins | nehme metformin | оземпик
took a paracetamol, slept well
trazodone made me groggy | on insulin since spring | came off prednisone | semaglutida
"""
MORE_FINE = """
pin press 5x5 | cycle 40 min | 5 units of the course | RPE 8 | squat EOD this block
cruise pace, blast finish
taper week, easy legs | 2x/week lifting | lunges twice weekly | bench press every other day
stack of pancakes
deadlift 3x5 @ 100 kg | 20 g of butter | chocolate, 20 mg caffeine | 500 ml water
2 units of alcohol | 3 eggs, 60 g oats
200 g chicken, 150 g rice | kefir 250 ml | creamed spinach with salmon | 6 clicks on the mouse
10 clicks of the gear dial
fasting glucose 95 mg/dl | fasting insulin 8 mIU/l | cholesterol 190 mg/dl | testosterone 18 nmol/l
HRV 62, RHR 50 | row 500 m in 1:45 | e-bike to work | EMOM 10 min | AMRAP 12
3 tabs open in the browser | swim caps on
t-shirt weather | test week | blood test on Monday | a test of patience | primo piatto
var was busy | prop walk
peptide bonds in a lecture | hormones and sleep | cortisol in the morning
the thermostat was at 19 | riptide warning
asteroid film | aspiring runner | concert until late | routine was fine | spartan race
magazine in bed | platinum medal
injury rehab, easy | tide was high | retail work all day | an IPA with friends
prawn curry, 30 g fibre | 90 mg/dl at rest
food poisoning from the prawns | took too many breaks | took too much time | suicide sprints x 6
killed the workout
walked daily | daily walk, weekly shop | a day of rest | three naps a week
slept 7 h, woke twice | bed at 22:30
yoga nidra 20 min | box breathing 4-4-4-4 | nature walk, 40 min | sauna 3 x 10 min
cold shower 2 min | 10,000 steps
30 Minuten Yoga | 3 Einheiten Training | entrenamiento de fuerza | 250 ml de leche
150 g de arroz | 我今天跑步5公里 | хорошо спал
"""
URGENT = """
want to die | took too many pills | I keep thinking about suicide | quiero morir | хочу умереть
想死 | overdosed last night
took too many of my tablets | i dont want to live
"""


def listed(block: str) -> list[str]:
    """The phrases of a block."""
    return [phrase.strip() for line in block.splitlines() for phrase in line.split("|") if phrase.strip()]
