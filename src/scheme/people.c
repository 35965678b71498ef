/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/people.h"

#include "base/random.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static_assert(sizeof(struct synthetic_person) <= 40, "a country's people must fit in memory");

enum purpose {
    DRAW_BIRTH = 100,
    DRAW_AT_HOME,
    DRAW_SIBLINGS,
    DRAW_PARENTS,
    DRAW_PARTNER,
    DRAW_MOVE,
    DRAW_GUEST,
    DRAW_UNASSIGNED,
    DRAW_OUTSIDE,
    DRAW_WAITING,
    DRAW_ORDER,
    DRAW_FOLLOWS,
    DRAW_LIST,
    DRAW_SINCE,
    DRAW_POPULARITY,
    DRAW_QUEUE,
};

enum { ADULT = 18, AGE_COUNT = 121, OLDEST = 110 };

/* A child lives at home until 18, and some until 25. */
enum { HOME_AGES = 25, SIBLINGS_MAX = 4 };

/* Whole years between a parent and a child that keep the two between 16 and 50 years apart whatever
 * their birthdays. */
enum { PARENT_YEARS_MIN = 17, PARENT_YEARS_MAX = 49 };

enum { YEAR_DAYS = 365, GUEST_AGE_FROM = 20, GUEST_AGE_TO = 66, PARTNER_YEARS_MAX = 20 };

/* Attempts to find a list with room for a whole family, or another list than one's own. */
enum { LIST_TRIES = 8 };

/* -- what households and lists look like ------------------------------------------------------- */

/* Statistics Norway, «Familier og husholdninger» (tables 06070, 06079 and 06083) of the 2020s,
 * rounded, where nothing else is said. Persons in institutions are where they are registered. */

/* Of households, those of one person. The limit between the two is our assumption. */
static const double one_person_city = 0.45, one_person_elsewhere = 0.38;
enum { CITY_RESIDENTS = 50000 };

/* Of families with children at home, grown ones among them, those with up to that many: so that
 * about 43 % of families with children under 18 have one, 43 % two and 14 % more. */
static const double siblings_share[SIBLINGS_MAX] = {0.33, 0.79, 0.95, 1};

/* Whole years to the next younger sibling; our assumption. At least 2, so that birthdays are never
 * nearer than a pregnancy. */
static const int sibling_years[] = {2, 2, 2, 3, 3, 3, 4, 5};

/* Of families with children: both parents live with them; the mother does and the other parent
 * elsewhere; the mother alone has responsibility; else the father does and the mother lives
 * elsewhere. Shares of joint responsibility are our assumption. */
static const double with_both = 0.76, with_mother = 0.915, with_mother_only = 0.95;

/* Of those of 18 to 24, who live with their parents; our assumption. */
static const double at_home[HOME_AGES - ADULT] = {0.85, 0.65, 0.45, 0.35, 0.25, 0.20, 0.15};

/* Of couples, those of one sex; our assumption. */
static const double same_sex = 0.01;

/* How usual it is at an age to live in a couple without children, relatively; our assumption. */
static double
couple_weight(int age)
{
    if (age < 25) {
        return 0.3;
    }
    return age < 50 ? 0.6 : age < 75 ? 1 : 0.6;
}

/* Mortality at an age, a year: Gompertz's law with our own rounded parameters, which give about 2 %
 * at 70, 6 % at 80 and 17 % at 90. It shapes only an open last group of ages. */
static double
mortality(int age)
{
    return fmin(exp(0.105 * age - 11.2), 1);
}

/* Our assumptions about lists. Years are means. */
static const double follows_parent = 0.96, own_district = 0.75;
static const double resident_years = 15, listed_years = 6, unassigned_years = 0.25;
enum { QUEUE_DAYS_MAX = 3 * YEAR_DAYS };

/* The regular-GP scheme began on 1 June 2001: nobody has been on a list for longer. */
enum { SCHEME_YEAR = 2001, SCHEME_MONTH = 6 };

/* -- making ------------------------------------------------------------------------------------ */

/* The last day to be born on to have reached each age on one day. */
struct ages {
    struct date day;
    int32_t latest[AGE_COUNT + 1];
};

/* The lists in order of district, with weights summed as a Fenwick tree so that a list is drawn and
 * its weight changed in logarithmic time. */
struct deck {
    size_t count;
    int16_t *list;    /* the list at each position */
    size_t *position; /* the position of each list */
    size_t *from;     /* first position of each area; one more at the end */
    int64_t *tree;    /* from 1 */
};

struct making {
    const struct people_order *order;
    struct arena *arena;
    struct error *error;
    uint64_t seed;
    struct people people;
    struct people_serials serials;
    struct ages counted, today; /* on the population's day and on the order's */
    struct date month;          /* the 1st of the order's month, the latest day to come on a list */
    struct date scheme_began;
    int follow_age, choice_age;
    const struct list *lists;
    size_t list_count, district_count;
    size_t *area_from;  /* first resident of each district, of unknown district, and one more */
    int16_t *list_area; /* the district of each list, district_count where not known */
    uint8_t *age;       /* of each person on the population's day */
    uint8_t *mark;      /* scratch, one a person */
    uint32_t *scratch;  /* one a person */
    struct deck deck;
};

static bool
cannot(struct making *making, const char *missing)
{
    error_set(making->error, ERROR_CANNOT_ANSWER, NULL, missing);
    return false;
}

static bool
no_memory(struct making *making)
{
    error_set(making->error, ERROR_MEMORY, NULL, NULL);
    return false;
}

static double
draw_unit(const struct making *making, enum purpose purpose, size_t entity, size_t index)
{
    struct draw draw = {making->seed, (uint32_t)purpose, (uint32_t)entity, (uint32_t)index};
    return random_unit(draw);
}

static size_t
draw_below(const struct making *making, enum purpose purpose, size_t entity, size_t index,
           size_t bound)
{
    struct draw draw = {making->seed, (uint32_t)purpose, (uint32_t)entity, (uint32_t)index};
    return random_below(draw, (uint32_t)bound);
}

/* Days drawn from the exponential distribution of that mean. */
static int32_t
draw_days(const struct making *making, enum purpose purpose, size_t entity, size_t index,
          double years)
{
    return (int32_t)(-log(1 - draw_unit(making, purpose, entity, index)) * years * YEAR_DAYS);
}

/* -- days and ages ----------------------------------------------------------------------------- */

/* The day whole years earlier: 28 February for 29 February in a year without it. */
static bool
years_before(struct date day, int years, int32_t *out)
{
    struct ymd ymd = date_to_ymd(day);
    struct date found;
    if (!date_from_ymd(ymd.year - years, ymd.month, ymd.day, &found) &&
        !date_from_ymd(ymd.year - years, ymd.month, ymd.day - 1, &found)) {
        return false;
    }
    *out = found.days;
    return true;
}

static bool
ages_on(struct date day, struct ages *out)
{
    out->day = day;
    for (int age = 0; age <= AGE_COUNT; age++) {
        if (!years_before(day, age, &out->latest[age])) {
            return false;
        }
    }
    return true;
}

/* The age of one born on or before the day, at most AGE_COUNT. */
static int
age_on(const struct ages *ages, struct date born)
{
    int age = (int)(((int64_t)ages->day.days - born.days) * 4 / 1461);
    age = age > AGE_COUNT ? AGE_COUNT : age;
    while (ages->latest[age] < born.days) {
        age--;
    }
    while (age < AGE_COUNT && ages->latest[age + 1] >= born.days) {
        age++;
    }
    return age;
}

static struct date
first_of_month(struct date day)
{
    return (struct date){day.days - date_to_ymd(day).day + 1};
}

static struct date
first_of_next_month(struct date day)
{
    return first_of_month((struct date){first_of_month(day).days + 31});
}

static struct date
later(struct date a, struct date b)
{
    return date_compare(a, b) < 0 ? b : a;
}

static struct date
earlier(struct date a, struct date b)
{
    return date_compare(a, b) < 0 ? a : b;
}

/* -- what the tables give ---------------------------------------------------------------------- */

/* The row of `districts` of that name, or their number for "". False when there is none. */
static bool
area_of(struct making *making, const char *district, size_t *out)
{
    size_t count;
    const struct district *rows =
        municipality_rows(making->order->municipality, TABLE_DISTRICTS, &count);
    size_t at = 0;
    while (at < count && strcmp(rows[at].district, district) != 0) {
        at++;
    }
    *out = at;
    return at < count || district[0] == '\0' || cannot(making, "districts.csv");
}

static bool
read_lists(struct making *making, int64_t *listed)
{
    const struct municipality *municipality = making->order->municipality;
    size_t post_hint = 0, practice_hint = 0;
    making->lists = municipality_rows(municipality, TABLE_LISTS, &making->list_count);
    if (making->list_count == 0 || making->list_count > INT16_MAX) {
        return cannot(making, "lists.csv");
    }
    making->list_area = arena_array(making->arena, making->list_count, sizeof(int16_t));
    if (making->list_area == NULL) {
        return no_memory(making);
    }
    *listed = 0;
    for (size_t i = 0; i < making->list_count; i++) {
        const struct post *post = post_find(municipality, making->lists[i].post, &post_hint);
        const struct practice *practice =
            post == NULL ? NULL : practice_find(municipality, post->practice, &practice_hint);
        size_t area;
        if (post == NULL || practice == NULL) {
            return cannot(making, post == NULL ? "posts.csv" : "practices.csv");
        }
        if (!area_of(making, practice->district, &area)) {
            return false;
        }
        if (making->lists[i].length < 0 || making->lists[i].length > PEOPLE_MAX) {
            return cannot(making, "lists.csv: length");
        }
        making->list_area[i] = (int16_t)area;
        *listed += making->lists[i].length;
    }
    return *listed <= PEOPLE_MAX || cannot(making, "lists.csv: length");
}

/* The rows of the day in their order of district, sex and age, whatever the table's order: *out
 * holds the row, or NULL, of [(area × SEX_COUNT + sex) × AGE_COUNT + age_from]. */
static bool
read_population(struct making *making, const struct population *const **out)
{
    size_t count, areas = making->district_count + 1;
    const struct population *rows =
        municipality_rows(making->order->municipality, TABLE_POPULATION, &count);
    const struct population **sorted =
        arena_array(making->arena, areas * SEX_COUNT * AGE_COUNT, sizeof *sorted);
    if (sorted == NULL) {
        return no_memory(making);
    }
    int64_t residents = 0;
    for (size_t i = 0; i < count; i++) {
        const struct population *row = &rows[i];
        size_t area;
        if (date_compare(row->date, making->people.counted) != 0) {
            continue;
        }
        if (!area_of(making, row->district, &area)) {
            return false;
        }
        int64_t to = row->age_to == WHOLE_NONE ? row->age_from : row->age_to;
        if (row->age_from < 0 || to < row->age_from || to >= AGE_COUNT) {
            return cannot(making, "population.csv: age_from, age_to");
        }
        size_t at = (area * SEX_COUNT + (size_t)row->sex) * AGE_COUNT + (size_t)row->age_from;
        if (sorted[at] != NULL) {
            return cannot(making, "population.csv: age_from");
        }
        if (row->persons < 0 || row->persons > PEOPLE_MAX) {
            return cannot(making, "population.csv: persons");
        }
        sorted[at] = row;
        residents += row->persons;
    }
    if (residents < 1 || residents > PEOPLE_MAX) {
        return cannot(making, "population.csv: persons");
    }
    making->people.residents = (size_t)residents;
    *out = sorted;
    return true;
}

/* How many of the ordered there can be. Lists are filled in every case. */
static bool
share_out(struct making *making, int64_t listed)
{
    const struct people_order *order = making->order;
    struct people *people = &making->people;
    int64_t residents = (int64_t)people->residents;
    if (order->guests < 0 || order->unassigned < 0 || order->waiting < 0) {
        return cannot(making, "observations.csv: guests, unassigned, waiting");
    }
    int64_t guests = order->guests < listed ? order->guests : listed;
    int64_t unassigned = order->unassigned < residents ? order->unassigned : residents;
    int64_t placed = listed - guests;
    if (placed > residents - unassigned) {
        placed = residents - unassigned;
        people->guests_added = (size_t)(listed - placed - guests);
    }
    people->guests = (size_t)(listed - placed);
    people->unassigned = (size_t)unassigned;
    people->outside = (size_t)(residents - unassigned - placed);
    people->listed = (size_t)listed;
    people->count = people->residents + people->guests;
    return people->count <= PEOPLE_MAX || cannot(making, "lists.csv: length");
}

static bool
prepare(struct making *making)
{
    size_t count = making->people.count;
    making->people.persons = arena_array(making->arena, count, sizeof *making->people.persons);
    making->age = arena_array(making->arena, count, sizeof *making->age);
    making->mark = arena_array(making->arena, count, sizeof *making->mark);
    making->scratch = arena_array(making->arena, count, sizeof *making->scratch);
    making->area_from =
        arena_array(making->arena, making->district_count + 2, sizeof *making->area_from);
    if (making->people.persons == NULL || making->age == NULL || making->mark == NULL ||
        making->scratch == NULL || making->area_from == NULL) {
        return no_memory(making);
    }
    /* The serials are the order's only when everything has been made. */
    if (!people_serials_init(&making->serials, making->people.counted, making->arena)) {
        return no_memory(making);
    }
    return true;
}

/* -- births ------------------------------------------------------------------------------------ */

/* A birthday of one of that age on the population's day. The newest-born are born early enough to
 * be on a list on the order's day. */
static struct date
draw_born(const struct making *making, size_t person, int from, int to)
{
    int32_t last = making->counted.latest[from], first = making->counted.latest[to + 1] + 1;
    last = last < making->month.days ? last : making->month.days - 1;
    size_t days = (size_t)(last - first) + 1;
    return (struct date){first + (int32_t)draw_below(making, DRAW_BIRTH, person, 0, days)};
}

/* The share not older than each age, of those in an open group of ages: as many as live to it. */
static void
fill_tail(int from, double shares[AGE_COUNT])
{
    int oldest = from < OLDEST ? OLDEST : from;
    double alive = 1, sum = 0;
    for (int age = from; age <= oldest; age++) {
        sum += alive;
        shares[age] = sum;
        alive *= 1 - mortality(age);
    }
    for (int age = from; age <= oldest; age++) {
        shares[age] /= sum;
    }
    shares[oldest] = 1;
}

static void
add_person(struct making *making, size_t person, struct date born, int sex, size_t area)
{
    making->people.persons[person] = (struct synthetic_person){
        .born = born,
        .registered = DATE_NONE,
        .since = DATE_NONE,
        .queued = DATE_NONE,
        .mother = PEOPLE_NONE,
        .other_parent = PEOPLE_NONE,
        .district = (int16_t)(area < making->district_count ? (int)area : PEOPLE_NONE),
        .list = PEOPLE_NONE,
        .queue = PEOPLE_NONE,
        .sex = (uint8_t)sex,
        .standing = LISTING_LISTED,
    };
    making->age[person] = (uint8_t)age_on(&making->counted, born);
}

static void
bear_residents(struct making *making, const struct population *const *sorted)
{
    size_t person = 0, cell = 0;
    for (size_t area = 0; area <= making->district_count; area++) {
        making->area_from[area] = person;
        for (; cell < (area + 1) * SEX_COUNT * AGE_COUNT; cell++) {
            const struct population *row = sorted[cell];
            double shares[AGE_COUNT];
            bool open = row != NULL && row->age_to == WHOLE_NONE;
            if (open) {
                fill_tail((int)row->age_from, shares);
            }
            for (int64_t i = 0; row != NULL && i < row->persons; i++, person++) {
                int from = (int)row->age_from, to = (int)row->age_to;
                if (open) {
                    double share = draw_unit(making, DRAW_BIRTH, person, 1);
                    while (share > shares[from]) {
                        from++;
                    }
                    to = from;
                }
                add_person(making, person, draw_born(making, person, from, to), row->sex, area);
            }
        }
    }
    making->area_from[making->district_count + 1] = person;
}

/* Guests are adults of working age, each a household of which the municipality knows no more; our
 * assumption. */
static void
bear_guests(struct making *making)
{
    for (size_t person = making->people.residents; person < making->people.count; person++) {
        struct date born = draw_born(making, person, GUEST_AGE_FROM, GUEST_AGE_TO);
        int sex = (int)draw_below(making, DRAW_GUEST, person, 0, SEX_COUNT);
        add_person(making, person, born, sex, making->district_count);
        making->people.persons[person].guest = true;
        making->people.persons[person].household = (uint32_t)making->people.households++;
    }
}

/* -- households -------------------------------------------------------------------------------- */

/* Those of one district without a household yet: children at home by age, then by sex and age. */
enum { POOL_BUCKETS = HOME_AGES + SEX_COUNT * AGE_COUNT };

struct parents {
    int32_t mother, other;
    uint32_t household; /* where the children live */
    bool found;
};

struct pool {
    uint32_t *persons;
    size_t from[POOL_BUCKETS], to[POOL_BUCKETS];
    /* By age the last single parent there could be, for children who find none of their own. */
    struct parents parents[AGE_COUNT];
    size_t family_count, apart_count; /* households of families, and of parents living apart */
};

struct family {
    int32_t children[SIBLINGS_MAX];
    size_t count;
    int eldest, youngest;
};

static size_t
adults_of(int sex)
{
    return HOME_AGES + (size_t)sex * AGE_COUNT;
}

static size_t
bucket_of(const struct making *making, size_t person)
{
    int age = making->age[person];
    if (age < ADULT ||
        (age < HOME_AGES && draw_unit(making, DRAW_AT_HOME, person, 0) < at_home[age - ADULT])) {
        return (size_t)age;
    }
    int last = age < AGE_COUNT ? age : AGE_COUNT - 1;
    return adults_of(making->people.persons[person].sex) + (size_t)last;
}

static void
fill_pool(struct making *making, size_t area, struct pool *pool)
{
    *pool = (struct pool){.persons = making->scratch};
    size_t first = making->area_from[area], end = making->area_from[area + 1];
    for (size_t person = first; person < end; person++) {
        pool->to[bucket_of(making, person)]++;
    }
    size_t sum = 0;
    for (size_t bucket = 0; bucket < POOL_BUCKETS; bucket++) {
        size_t here = pool->to[bucket];
        pool->from[bucket] = pool->to[bucket] = sum;
        sum += here;
    }
    for (size_t person = first; person < end; person++) {
        pool->persons[pool->to[bucket_of(making, person)]++] = (uint32_t)person;
    }
}

static int32_t
take(struct pool *pool, size_t bucket)
{
    if (pool->to[bucket] == pool->from[bucket]) {
        return PEOPLE_NONE;
    }
    return (int32_t)pool->persons[--pool->to[bucket]];
}

/* The one nearest to the age wanted, from `low` to `high`; the buckets of a group of people start
 * at `group`. */
static int32_t
take_near(struct pool *pool, size_t group, int wanted, int low, int high)
{
    for (int away = 0; away < AGE_COUNT; away++) {
        int32_t person = PEOPLE_NONE;
        if (wanted + away >= low && wanted + away <= high) {
            person = take(pool, group + (size_t)(wanted + away));
        }
        if (person == PEOPLE_NONE && wanted - away >= low && wanted - away <= high) {
            person = take(pool, group + (size_t)(wanted - away));
        }
        if (person != PEOPLE_NONE) {
            return person;
        }
    }
    return PEOPLE_NONE;
}

static void
house(struct making *making, int32_t person, uint32_t household)
{
    making->people.persons[person].household = household;
}

/* A new household of one person, or with a second one. */
static uint32_t
house_new(struct making *making, int32_t person, int32_t second)
{
    uint32_t household = (uint32_t)making->people.households++;
    house(making, person, household);
    if (second != PEOPLE_NONE) {
        house(making, second, household);
    }
    return household;
}

/* Puts a child where its parents are. Nobody holds responsibility for one who is 18. */
static void
house_child(struct making *making, int32_t child, const struct parents *parents)
{
    struct synthetic_person *person = &making->people.persons[child];
    person->household = parents->household;
    if (age_on(&making->today, person->born) < ADULT) {
        person->mother = parents->mother;
        person->other_parent = parents->other;
    }
}

/* A partner for an adult who is taken out already, whose age is from `low` to `high`. */
static int32_t
take_partner(struct making *making, struct pool *pool, int32_t person, int low, int high)
{
    int sex = making->people.persons[person].sex, age = making->age[person];
    bool same = draw_unit(making, DRAW_PARTNER, (size_t)person, 0) < same_sex;
    int other = same ? sex : sex == SEX_FEMALE ? SEX_MALE : SEX_FEMALE;
    /* Men are 2 years older on average: from 2 years younger to 6 older. */
    int older = (int)draw_below(making, DRAW_PARTNER, (size_t)person, 1, 9) - 2;
    int wanted = age + (same ? 0 : sex == SEX_FEMALE ? older : -older);
    low = low > age - PARTNER_YEARS_MAX ? low : age - PARTNER_YEARS_MAX;
    high = high < age + PARTNER_YEARS_MAX ? high : age + PARTNER_YEARS_MAX;
    return take_near(pool, adults_of(other), wanted, low, high < AGE_COUNT ? high : AGE_COUNT - 1);
}

/* Each child with somebody of its district who could be its parent and is another's, or else alone.
 */
static void
house_with_others(struct making *making, const struct pool *pool, const struct family *family)
{
    for (size_t i = 0; i < family->count; i++) {
        int32_t child = family->children[i];
        const struct parents *found = NULL;
        int age = making->age[child];
        for (int years = PARENT_YEARS_MIN; years <= PARENT_YEARS_MAX && found == NULL; years++) {
            const struct parents *here = &pool->parents[age + years];
            found = here->found ? here : NULL;
        }
        if (found != NULL) {
            house_child(making, child, found);
        } else {
            house_new(making, child, PEOPLE_NONE);
            making->people.children_alone +=
                age_on(&making->today, making->people.persons[child].born) < ADULT;
        }
    }
}

static void
house_family(struct making *making, struct pool *pool, const struct family *family)
{
    size_t entity = (size_t)family->children[0];
    int low = family->eldest + PARENT_YEARS_MIN, high = family->youngest + PARENT_YEARS_MAX;
    low = low > ADULT ? low : ADULT;
    double kind = draw_unit(making, DRAW_PARENTS, entity, 0);
    /* At the eldest's birth 20 to 40 years, 30 on average. */
    double years = 20 + 10 * (draw_unit(making, DRAW_PARENTS, entity, 1) +
                              draw_unit(making, DRAW_PARENTS, entity, 2));
    int sex = kind < with_mother_only ? SEX_FEMALE : SEX_MALE;
    int wanted = family->eldest + (int)years + (sex == SEX_MALE ? 2 : 0);
    int32_t parent = take_near(pool, adults_of(sex), wanted, low, high);
    if (parent == PEOPLE_NONE) {
        sex = sex == SEX_MALE ? SEX_FEMALE : SEX_MALE;
        parent = take_near(pool, adults_of(sex), wanted, low, high);
    }
    if (parent == PEOPLE_NONE) {
        house_with_others(making, pool, family);
        return;
    }
    bool both = kind < with_both, only = kind >= with_mother && kind < with_mother_only;
    int32_t second = only ? PEOPLE_NONE : take_partner(making, pool, parent, low, high);
    struct parents parents = {.household = house_new(making, parent, both ? second : PEOPLE_NONE),
                              .found = true};
    pool->family_count++;
    if (!both && second != PEOPLE_NONE) {
        house_new(making, second, PEOPLE_NONE);
        pool->apart_count++;
    }
    if (sex == SEX_FEMALE) {
        parents.mother = parent;
        parents.other = PEOPLE_NONE;
    } else {
        parents.mother = PEOPLE_NONE;
        parents.other = parent;
    }
    pool->parents[making->age[parent]] = parents;
    if (second != PEOPLE_NONE && sex == SEX_FEMALE) {
        parents.other = second;
    } else if (second != PEOPLE_NONE && making->people.persons[second].sex == SEX_FEMALE) {
        parents.mother = second;
    }
    for (size_t i = 0; i < family->count; i++) {
        house_child(making, family->children[i], &parents);
    }
}

/* Families from the eldest children down, so that every younger sibling is there to be found. */
static void
make_families(struct making *making, struct pool *pool)
{
    for (int age = HOME_AGES - 1; age >= 0; age--) {
        int32_t eldest;
        while ((eldest = take(pool, (size_t)age)) != PEOPLE_NONE) {
            struct family family = {{eldest}, 1, age, age};
            double share = draw_unit(making, DRAW_SIBLINGS, (size_t)eldest, 0);
            while (family.count < SIBLINGS_MAX && share >= siblings_share[family.count - 1]) {
                size_t choice = draw_below(making, DRAW_SIBLINGS, (size_t)eldest, family.count,
                                           sizeof sibling_years / sizeof sibling_years[0]);
                int32_t next = take_near(pool, 0, family.youngest - sibling_years[choice], 0,
                                         family.youngest - sibling_years[0]);
                if (next == PEOPLE_NONE) {
                    break;
                }
                family.children[family.count++] = next;
                family.youngest = making->age[next];
            }
            house_family(making, pool, &family);
        }
    }
}

/* The couples there should be among the adults left, so that households of one person become their
 * share of all. */
static double
couples_wanted(const struct making *making, const struct pool *pool, double left)
{
    double share =
        making->people.residents < CITY_RESIDENTS ? one_person_elsewhere : one_person_city;
    double couples =
        ((1 - share) * (left + (double)pool->apart_count) - share * (double)pool->family_count) /
        (2 - share);
    return fmin(fmax(couples, 0), left / 2);
}

/* Couples and single persons of the adults left. Of all who might begin a couple as many do as are
 * wanted, more at some ages than at others. */
static void
make_couples(struct making *making, struct pool *pool)
{
    double left = 0, weight = 0;
    for (size_t bucket = HOME_AGES; bucket < POOL_BUCKETS; bucket++) {
        double here = (double)(pool->to[bucket] - pool->from[bucket]);
        left += here;
        weight += here * couple_weight((int)((bucket - HOME_AGES) % AGE_COUNT));
    }
    double wanted = couples_wanted(making, pool, left);
    /* Who has been taken as a partner begins no couple: as many as are wanted do among the rest. */
    double scale = weight > 0 ? wanted / (left - wanted) * left / weight : 0;
    for (int age = AGE_COUNT - 1; age >= ADULT; age--) {
        for (int sex = 0; sex < SEX_COUNT; sex++) {
            double share = fmin(couple_weight(age) * scale, 1);
            int32_t person;
            while ((person = take(pool, adults_of(sex) + (size_t)age)) != PEOPLE_NONE) {
                bool begins = draw_unit(making, DRAW_PARTNER, (size_t)person, 2) < share;
                int32_t partner =
                    begins ? take_partner(making, pool, person, ADULT, AGE_COUNT - 1) : PEOPLE_NONE;
                house_new(making, person, partner);
            }
        }
    }
}

static void
make_households(struct making *making)
{
    for (size_t area = 0; area <= making->district_count; area++) {
        struct pool pool;
        fill_pool(making, area, &pool);
        make_families(making, &pool);
        make_couples(making, &pool);
    }
}

/* Households move in together; who is born later is resident from birth. */
static void
make_residence(struct making *making)
{
    struct date last = {making->month.days - 1};
    last = earlier(last, making->people.counted);
    for (size_t i = 0; i < making->people.residents; i++) {
        struct synthetic_person *person = &making->people.persons[i];
        int32_t days = draw_days(making, DRAW_MOVE, person->household, 0, resident_years);
        person->registered = later(person->born, (struct date){last.days - days});
    }
}

/* -- standing ---------------------------------------------------------------------------------- */

/* The listed residents to choose from. */
struct eligible {
    int from, below; /* ages */
    int not_on;      /* a list, or PEOPLE_NONE */
};

static bool
is_eligible(const struct making *making, size_t person, struct eligible eligible)
{
    const struct synthetic_person *found = &making->people.persons[person];
    int age = age_on(&making->today, found->born);
    bool off = eligible.not_on == PEOPLE_NONE || found->list != eligible.not_on;
    return found->standing == LISTING_LISTED && off && age >= eligible.from && age < eligible.below;
}

/* Marks `wanted` of the eligible residents, each set as likely as another, or all there are when
 * they are fewer. Returns how many. */
static size_t
mark_some(struct making *making, enum purpose purpose, size_t wanted, struct eligible eligible)
{
    size_t left = 0, marked = 0;
    if (wanted == 0) {
        return 0;
    }
    for (size_t i = 0; i < making->people.residents; i++) {
        left += is_eligible(making, i, eligible);
    }
    wanted = wanted < left ? wanted : left;
    for (size_t i = 0; i < making->people.residents && marked < wanted; i++) {
        if (is_eligible(making, i, eligible) &&
            draw_below(making, purpose, i, (size_t)eligible.from, left--) < wanted - marked) {
            making->mark[i] = 1;
            marked++;
        }
    }
    return marked;
}

/* Takes residents off the lists: those who choose for themselves first, since children are assigned
 * in every case (R107). */
static void
take_off(struct making *making, enum purpose purpose, size_t wanted, enum listing standing)
{
    if (wanted == 0) {
        return;
    }
    memset(making->mark, 0, making->people.count);
    size_t adults =
        mark_some(making, purpose, wanted, (struct eligible){ADULT, AGE_COUNT + 1, PEOPLE_NONE});
    mark_some(making, purpose, wanted - adults, (struct eligible){0, ADULT, PEOPLE_NONE});
    for (size_t i = 0; i < making->people.residents; i++) {
        struct synthetic_person *person = &making->people.persons[i];
        if (making->mark[i] == 0) {
            continue;
        }
        person->standing = (uint8_t)standing;
        if (standing == LISTING_UNASSIGNED) {
            int32_t days = draw_days(making, purpose, i, AGE_COUNT, unassigned_years);
            person->since =
                later(person->registered, (struct date){making->order->date.days - days});
        }
    }
}

/* -- lists ------------------------------------------------------------------------------------- */

static void
deck_add(struct deck *deck, size_t position, int64_t weight)
{
    for (size_t at = position + 1; at <= deck->count; at += at & (~at + 1)) {
        deck->tree[at] += weight;
    }
}

/* The weight of the positions before one. */
static int64_t
deck_before(const struct deck *deck, size_t position)
{
    int64_t sum = 0;
    for (size_t at = position; at > 0; at -= at & (~at + 1)) {
        sum += deck->tree[at];
    }
    return sum;
}

/* The position in whose share of the whole weight `point` lies. */
static size_t
deck_find(const struct deck *deck, int64_t point)
{
    size_t at = 0, step = 1;
    while (step * 2 <= deck->count) {
        step *= 2;
    }
    for (; step > 0; step /= 2) {
        if (at + step <= deck->count && deck->tree[at + step] <= point) {
            at += step;
            point -= deck->tree[at];
        }
    }
    return at;
}

static int64_t
deck_weight(const struct deck *deck, size_t position)
{
    return deck_before(deck, position + 1) - deck_before(deck, position);
}

static bool
make_deck(struct making *making)
{
    struct deck *deck = &making->deck;
    size_t areas = making->district_count + 1;
    deck->count = making->list_count;
    deck->list = arena_array(making->arena, deck->count, sizeof *deck->list);
    deck->position = arena_array(making->arena, deck->count, sizeof *deck->position);
    deck->tree = arena_array(making->arena, deck->count + 1, sizeof *deck->tree);
    deck->from = arena_array(making->arena, areas + 1, sizeof *deck->from);
    if (deck->list == NULL || deck->position == NULL || deck->tree == NULL || deck->from == NULL) {
        return no_memory(making);
    }
    size_t position = 0;
    for (size_t area = 0; area < areas; area++) {
        deck->from[area] = position;
        for (size_t i = 0; i < making->list_count; i++) {
            if ((size_t)making->list_area[i] == area) {
                deck->list[position] = (int16_t)i;
                deck->position[i] = position++;
            }
        }
    }
    deck->from[areas] = position;
    return true;
}

/* A list drawn by weight, mostly of the person's district where there is one with weight. The deck
 * must have weight left. */
static size_t
draw_list(const struct making *making, enum purpose purpose, size_t person, size_t attempt)
{
    const struct deck *deck = &making->deck;
    int16_t district = making->people.persons[person].district;
    int64_t from = 0, to = deck_before(deck, deck->count);
    if (district != PEOPLE_NONE && draw_unit(making, purpose, person, 2 * attempt) < own_district) {
        int64_t first = deck_before(deck, deck->from[district]);
        int64_t end = deck_before(deck, deck->from[district + 1]);
        from = end > first ? first : from;
        to = end > first ? end : to;
    }
    int64_t point =
        from + (int64_t)draw_below(making, purpose, person, 2 * attempt + 1, (size_t)(to - from));
    return deck_find(deck, point);
}

/* The parent whose list a child is to follow: the one it lives with, the mother before the other
 * (R77). PEOPLE_NONE for one who is not a child, or whose parent is on no list. */
static int32_t
parent_at_home(const struct making *making, size_t child)
{
    const struct synthetic_person *persons = making->people.persons, *person = &persons[child];
    int32_t mother = person->mother, other = person->other_parent;
    bool by_mother = mother != PEOPLE_NONE && persons[mother].household == person->household;
    int32_t parent = by_mother ? mother : other;
    bool has = parent != PEOPLE_NONE && person->standing == LISTING_LISTED &&
               persons[parent].standing == LISTING_LISTED &&
               age_on(&making->today, person->born) < making->follow_age;
    return has ? parent : PEOPLE_NONE;
}

/* As parent_at_home, but PEOPLE_NONE for the few children who do not follow. */
static int32_t
followed(const struct making *making, size_t child)
{
    int32_t parent = parent_at_home(making, child);
    bool follows =
        parent != PEOPLE_NONE && draw_unit(making, DRAW_FOLLOWS, child, 0) < follows_parent;
    return follows ? parent : PEOPLE_NONE;
}

/* Everybody in random order, so that what lists are left when many have chosen is nobody's in
 * particular. */
static void
shuffle(struct making *making)
{
    for (size_t i = 0; i < making->people.count; i++) {
        size_t at = draw_below(making, DRAW_ORDER, i, 0, i + 1);
        making->scratch[i] = making->scratch[at];
        making->scratch[at] = (uint32_t)i;
    }
}

static void
put_on(struct making *making, size_t person, size_t position, int64_t places)
{
    making->people.persons[person].list = making->deck.list[position];
    deck_add(&making->deck, position, -places);
}

/* Fills the lists: parents with the children who follow them while there is room for all of them,
 * then everybody else one by one. A mark is how many follow the person. */
static void
fill_lists(struct making *making)
{
    struct synthetic_person *persons = making->people.persons;
    memset(making->mark, 0, making->people.count);
    for (size_t i = 0; i < making->people.residents; i++) {
        int32_t parent = followed(making, i);
        if (parent != PEOPLE_NONE && making->mark[parent] < UINT8_MAX - 1) {
            making->mark[parent]++;
        }
    }
    shuffle(making);
    for (size_t i = 0; i < making->list_count; i++) {
        deck_add(&making->deck, making->deck.position[i], making->lists[i].length);
    }
    for (size_t i = 0; i < making->people.count; i++) {
        size_t person = making->scratch[i];
        int64_t places = making->mark[person] + 1;
        bool room = false;
        for (size_t attempt = 0; attempt < LIST_TRIES && places > 1 && !room; attempt++) {
            size_t position = deck_before(&making->deck, making->deck.count) < places
                                  ? making->deck.count
                                  : draw_list(making, DRAW_LIST, person, attempt);
            room = position < making->deck.count && deck_weight(&making->deck, position) >= places;
            if (room) {
                put_on(making, person, position, places);
            }
        }
    }
    /* A parent's mark is spent by each child that takes its place. */
    for (size_t i = 0; i < making->people.residents; i++) {
        int32_t parent = followed(making, i);
        if (parent != PEOPLE_NONE && persons[parent].list != PEOPLE_NONE &&
            making->mark[parent] > 0) {
            persons[i].list = persons[parent].list;
            making->mark[parent]--;
        }
    }
    for (size_t i = 0; i < making->people.count; i++) {
        size_t person = making->scratch[i];
        if (persons[person].standing == LISTING_LISTED && persons[person].list == PEOPLE_NONE) {
            put_on(making, person, draw_list(making, DRAW_LIST, person, LIST_TRIES), 1);
        }
    }
}

/* When each came on the list: a 1st of a month after birth and moving in, since the scheme began. A
 * child on its parent's list came there no earlier than the parent. */
static void
make_since(struct making *making)
{
    struct synthetic_person *persons = making->people.persons;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < making->people.count; i++) {
            struct synthetic_person *person = &persons[i];
            int32_t parent = parent_at_home(making, i);
            bool child = parent != PEOPLE_NONE && persons[parent].list == person->list;
            if (person->standing != LISTING_LISTED || child != (pass == 1)) {
                continue;
            }
            struct date from = person->guest ? person->born : person->registered;
            from = later(first_of_next_month(from), making->scheme_began);
            if (child) {
                person->since = later(from, persons[parent].since);
                continue;
            }
            int32_t days = draw_days(making, DRAW_SINCE, i, 0, listed_years);
            struct date drawn = first_of_month((struct date){making->order->date.days - days});
            person->since = later(from, drawn);
        }
    }
}

/* -- waiting ----------------------------------------------------------------------------------- */

/* Makes the deck weigh how sought each list is: by its length and luck, and 0 for an open list,
 * which nobody has to wait for. Returns how many are sought, one of them in *one. */
static size_t
weigh_by_popularity(struct making *making, int *one)
{
    size_t sought = 0;
    memset(making->deck.tree, 0, (making->deck.count + 1) * sizeof *making->deck.tree);
    for (size_t i = 0; i < making->list_count; i++) {
        const struct list *list = &making->lists[i];
        double luck = -log(1 - draw_unit(making, DRAW_POPULARITY, i, 0));
        int64_t weight = 1 + (int64_t)((double)list->length * luck);
        /* Drawn from below 2³² in all. */
        weight = weight < UINT32_MAX / INT16_MAX ? weight : UINT32_MAX / INT16_MAX;
        if (list->state != LIST_OPEN) {
            deck_add(&making->deck, making->deck.position[i], weight);
            *one = (int)i;
            sought++;
        }
    }
    return sought;
}

/* A sought list that is not the person's own, which there is. */
static int16_t
draw_queue(const struct making *making, size_t person)
{
    const struct deck *deck = &making->deck;
    int16_t own = making->people.persons[person].list;
    for (size_t attempt = 0; attempt < LIST_TRIES; attempt++) {
        size_t position = draw_list(making, DRAW_QUEUE, person, attempt);
        if (deck->list[position] != own) {
            return deck->list[position];
        }
    }
    size_t position = deck->position[own];
    do {
        position = (position + 1) % deck->count;
    } while (deck_weight(deck, position) == 0);
    return deck->list[position];
}

static void
make_queues(struct making *making)
{
    int one = PEOPLE_NONE;
    size_t sought = weigh_by_popularity(making, &one);
    struct eligible eligible = {making->choice_age, AGE_COUNT + 1, sought == 1 ? one : PEOPLE_NONE};
    if (sought == 0) {
        return;
    }
    memset(making->mark, 0, making->people.count);
    making->people.waiting =
        mark_some(making, DRAW_WAITING, (size_t)making->order->waiting, eligible);
    for (size_t i = 0; i < making->people.residents; i++) {
        struct synthetic_person *person = &making->people.persons[i];
        if (making->mark[i] == 0) {
            continue;
        }
        /* A queue is longest at its new end: the density of waits falls evenly to the longest. */
        double part = 1 - sqrt(draw_unit(making, DRAW_QUEUE, i, 2 * LIST_TRIES));
        int32_t days = (int32_t)(part * QUEUE_DAYS_MAX);
        person->queue = draw_queue(making, i);
        person->queued = later(person->since, (struct date){making->order->date.days - days});
    }
}

/* -- serials ----------------------------------------------------------------------------------- */

bool
people_serials_init(struct people_serials *serials, struct date last, struct arena *arena)
{
    int32_t first;
    if (!years_before(last, AGE_COUNT, &first)) {
        return false;
    }
    size_t days = (size_t)(last.days - first) + 1;
    uint16_t *next = arena_array(arena, days * SEX_COUNT, sizeof *next);
    if (next == NULL) {
        return false;
    }
    *serials = (struct people_serials){{first}, next, days};
    return true;
}

size_t
people_serials_most(const struct people_serials *serials)
{
    size_t most = 0;
    for (size_t i = 0; i < serials->days * SEX_COUNT; i++) {
        most = serials->next[i] > most ? serials->next[i] : most;
    }
    return most;
}

/* Gives everybody a serial after those of the order's. */
static bool
make_serials(struct making *making)
{
    struct people_serials *own = &making->serials;
    const struct people_serials *before = making->order->serials;
    int64_t ahead = before == NULL ? 0 : (int64_t)own->first.days - before->first.days;
    for (size_t day = 0; before != NULL && day < own->days; day++) {
        int64_t at = ahead + (int64_t)day;
        if (at >= 0 && (size_t)at < before->days) {
            memcpy(&own->next[day * SEX_COUNT], &before->next[(size_t)at * SEX_COUNT],
                   SEX_COUNT * sizeof *own->next);
        }
    }
    for (size_t i = 0; i < making->people.count; i++) {
        struct synthetic_person *person = &making->people.persons[i];
        size_t day = (size_t)(person->born.days - own->first.days);
        int64_t at = ahead + (int64_t)day;
        uint16_t *next = &own->next[day * SEX_COUNT + person->sex];
        if (before != NULL && (at < 0 || (size_t)at >= before->days)) {
            return cannot(making, "population.csv: date");
        }
        if (*next == UINT16_MAX) {
            return cannot(making, "population.csv: persons");
        }
        person->day_serial = (*next)++;
    }
    return true;
}

/* The counts that were changed, into the order's. */
static void
keep_serials(const struct making *making)
{
    const struct people_serials *own = &making->serials;
    struct people_serials *kept = making->order->serials;
    for (size_t day = 0; kept != NULL && day < own->days; day++) {
        int64_t at = (int64_t)own->first.days - kept->first.days + (int64_t)day;
        if (at >= 0 && (size_t)at < kept->days) {
            memcpy(&kept->next[(size_t)at * SEX_COUNT], &own->next[day * SEX_COUNT],
                   SEX_COUNT * sizeof *own->next);
        }
    }
}

/* -- all of it --------------------------------------------------------------------------------- */

/* The seed of one municipality's people, so that two of one seed are not alike: FNV-1a of the code.
 */
static uint64_t
seed_for(uint64_t seed, const char *code)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *code != '\0'; code++) {
        hash = (hash ^ (unsigned char)*code) * UINT64_C(1099511628211);
    }
    return seed ^ hash;
}

static bool
read_days(struct making *making)
{
    const struct people_order *order = making->order;
    double follow_age = rule_value(order->rulebook, RULE_child_follow_age, order->date);
    double choice_age = rule_value(order->rulebook, RULE_child_choice_age, order->date);
    if (!population_date(order->municipality, order->date, &making->people.counted) ||
        !ages_on(making->people.counted, &making->counted)) {
        return cannot(making, "population.csv: date");
    }
    if (!date_from_ymd(SCHEME_YEAR, SCHEME_MONTH, 1, &making->scheme_began) ||
        date_compare(first_of_month(order->date), making->scheme_began) < 0 ||
        !ages_on(order->date, &making->today)) {
        return cannot(making, "date");
    }
    if (!(follow_age >= 0 && follow_age <= ADULT)) {
        return cannot(making, "child_follow_age");
    }
    if (!(choice_age >= 0 && choice_age <= ADULT)) {
        return cannot(making, "child_choice_age");
    }
    making->follow_age = (int)follow_age;
    making->choice_age = (int)choice_age;
    making->month = first_of_month(order->date);
    return true;
}

static bool
read_tables(struct making *making, const struct population *const **sorted)
{
    int64_t listed;
    municipality_rows(making->order->municipality, TABLE_DISTRICTS, &making->district_count);
    if (making->district_count >= INT16_MAX) {
        return cannot(making, "districts.csv");
    }
    return read_days(making) && read_population(making, sorted) && read_lists(making, &listed) &&
           share_out(making, listed) && prepare(making) && make_deck(making);
}

bool
people_synthesise(const struct people_order *order, struct arena *arena, struct people *out,
                  struct error *error)
{
    struct making making = {
        .order = order,
        .arena = arena,
        .error = error,
        .seed = seed_for(order->seed, municipality_facts(order->municipality)->code),
    };
    const struct population *const *sorted;
    if (!read_tables(&making, &sorted)) {
        return false;
    }
    bear_residents(&making, sorted);
    make_households(&making);
    bear_guests(&making);
    if (!make_serials(&making)) {
        return false;
    }
    make_residence(&making);
    take_off(&making, DRAW_UNASSIGNED, making.people.unassigned, LISTING_UNASSIGNED);
    take_off(&making, DRAW_OUTSIDE, making.people.outside, LISTING_OUTSIDE);
    fill_lists(&making);
    make_since(&making);
    make_queues(&making);
    keep_serials(&making);
    *out = making.people;
    return true;
}

/* -- ordering ---------------------------------------------------------------------------------- */

/* An observation near the day as a whole number of persons; false, and 0, when there is none. */
static bool
observed(const struct municipality *municipality, enum indicator indicator, struct date date,
         int64_t *out)
{
    struct figure figure;
    bool found = observation_nearest(municipality, indicator, "", date, NEAR_DAYS, &figure) &&
                 figure.value >= 0 && figure.value <= PEOPLE_MAX;
    *out = found ? (int64_t)round(figure.value) : 0;
    return found;
}

struct people_order
people_order_from(const struct municipality *municipality, const struct rulebook *rulebook,
                  struct date date, uint64_t seed)
{
    struct people_order order = {
        .municipality = municipality, .rulebook = rulebook, .date = date, .seed = seed};
    order.waiting_known = observed(municipality, INDICATOR_waiting, date, &order.waiting);
    order.unassigned_known = observed(municipality, INDICATOR_unassigned, date, &order.unassigned);
    order.guests_known = observed(municipality, INDICATOR_guests, date, &order.guests);
    return order;
}
