// What g++ calls for OpenMP, over pthreads alone: ThreadSanitizer knows those, and takes the waiting of the real library,
// which it can't see into, for none. Threads start and end with each parallel region.
#include <pthread.h>

#include <cstdlib>
#include <vector>

namespace {

struct Team {
    explicit Team(unsigned count) : size(count) { pthread_barrier_init(&barrier, nullptr, count); }
    ~Team() { pthread_barrier_destroy(&barrier); }
    const unsigned size;
    pthread_barrier_t barrier;
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    // The loop that is shared out piece by piece, and how many there were.
    long next = 0, end = 0, step = 1, piece = 1;
    unsigned long loops = 0;
};

struct Member {
    void (*body)(void *);
    void *data;
    Team *team;
    unsigned place;
};

thread_local Team *team = nullptr;
thread_local unsigned place = 0;
// Loops that this thread has come to.
thread_local unsigned long entered = 0;

pthread_mutex_t unnamed = PTHREAD_MUTEX_INITIALIZER, named = PTHREAD_MUTEX_INITIALIZER;

void *enter(void *given) {
    const Member &member = *static_cast<Member *>(given);
    team = member.team;
    place = member.place;
    entered = 0;
    member.body(member.data);
    return nullptr;
}

bool take(long *from, long *to) {
    pthread_mutex_lock(&team->lock);
    const bool is_left = team->step > 0 ? team->next < team->end : team->next > team->end;
    if (is_left) {
        *from = team->next;
        team->next += team->piece * team->step;
        if (team->step > 0 ? team->next > team->end : team->next < team->end) team->next = team->end;
        *to = team->next;
    }
    pthread_mutex_unlock(&team->lock);
    return is_left;
}

}  // namespace

extern "C" {

int omp_get_thread_num() { return int(place); }
int omp_get_num_threads() { return team == nullptr ? 1 : int(team->size); }

void GOMP_parallel(void (*body)(void *), void *data, unsigned count, unsigned) {
    if (count == 0) count = unsigned(std::atoi(std::getenv("OMP_NUM_THREADS")));
    Team own(count);
    std::vector<pthread_t> threads(count);
    std::vector<Member> members;
    for (unsigned i = 0; i < count; ++i) members.push_back({body, data, &own, i});
    for (unsigned i = 1; i < count; ++i) pthread_create(&threads[i], nullptr, enter, &members[i]);
    enter(&members[0]);
    for (unsigned i = 1; i < count; ++i) pthread_join(threads[i], nullptr);
    team = nullptr;
    place = 0;
}

void GOMP_barrier() { pthread_barrier_wait(&team->barrier); }

void GOMP_critical_start() { pthread_mutex_lock(&unnamed); }
void GOMP_critical_end() { pthread_mutex_unlock(&unnamed); }
void GOMP_critical_name_start(void **) { pthread_mutex_lock(&named); }
void GOMP_critical_name_end(void **) { pthread_mutex_unlock(&named); }
void GOMP_atomic_start() { pthread_mutex_lock(&unnamed); }
void GOMP_atomic_end() { pthread_mutex_unlock(&unnamed); }

bool GOMP_loop_nonmonotonic_dynamic_start(long begin, long end, long step, long piece, long *from, long *to) {
    pthread_mutex_lock(&team->lock);
    if (entered++ == team->loops) {
        ++team->loops;
        team->next = begin;
        team->end = end;
        team->step = step;
        team->piece = piece;
    }
    pthread_mutex_unlock(&team->lock);
    return take(from, to);
}
bool GOMP_loop_nonmonotonic_dynamic_next(long *from, long *to) { return take(from, to); }
void GOMP_loop_end() { GOMP_barrier(); }
void GOMP_loop_end_nowait() {}

}
